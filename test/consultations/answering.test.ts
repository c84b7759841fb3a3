import { expect, test } from 'vitest'
import { enterConsultation } from '../../signaling/consultations/service.ts'
import { countStatements } from '../support/counting.ts'
import { openHospital } from '../support/hospital.ts'
import { addCall } from '../support/visits.ts'

const hospital = openHospital()

test('an answer takes nine statements: hundreds of people answer within seconds', async () => {
  const { counted, takeStatements } = countStatements(hospital)
  const call = await addCall(hospital)
  takeStatements()
  // There is no video here; the answer stands.
  await expect(enterConsultation(counted, call.owner, call.id)).rejects.toMatchObject({ code: 'videoUnavailable' })
  expect(takeStatements()).toBeLessThanOrEqual(9)
  const { status } = await hospital.db
    .selectFrom('ticket')
    .select('status')
    .where('id', '=', call.ticketId)
    .executeTakeFirstOrThrow()
  expect(status).toBe('inConsultation')
})
