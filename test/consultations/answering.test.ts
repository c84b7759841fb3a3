import type { KyselyPlugin } from 'kysely'
import { expect, test } from 'vitest'
import { enterConsultation } from '../../signaling/consultations/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addCall } from '../support/visits.ts'

const hospital = openHospital()

test('an answer takes nine statements: hundreds of people answer within seconds', async () => {
  let statements = 0
  const counting: KyselyPlugin = {
    transformQuery({ node }) {
      statements += 1
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  }
  const counted = { ...hospital, db: hospital.db.withPlugin(counting) }
  const call = await addCall(hospital)
  statements = 0
  // There is no video here; the answer stands.
  await expect(enterConsultation(counted, call.owner, call.id)).rejects.toMatchObject({ code: 'videoUnavailable' })
  expect(statements).toBeLessThanOrEqual(9)
  const { status } = await hospital.db
    .selectFrom('ticket')
    .select('status')
    .where('id', '=', call.ticketId)
    .executeTakeFirstOrThrow()
  expect(status).toBe('inConsultation')
})
