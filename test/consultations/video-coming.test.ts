import { expect, test } from 'vitest'
import { comingCarrier } from '../../media/coming-carrier.ts'
import { enterConsultation } from '../../signaling/consultations/service.ts'
import { startHospital } from '../support/hospital.ts'
import { unreachableCarrier } from '../support/livekit.ts'
import { addCall } from '../support/visits.ts'

test('while LiveKit is being got, whoever enters is told so and admitted; afterwards it is out of reach', async () => {
  let coming = true
  await using hospital = await startHospital({ video: comingCarrier(unreachableCarrier(), () => coming) })
  const visit = await addCall(hospital)
  const enter = () => enterConsultation(hospital, visit.owner, visit.id)
  await expect(enter()).rejects.toMatchObject({ status: 503, code: 'videoComing' })
  coming = false
  await expect(enter()).rejects.toMatchObject({ status: 503, code: 'videoUnavailable' })
  const { status } = await hospital.database.db
    .selectFrom('consultation')
    .select('status')
    .where('id', '=', visit.id)
    .executeTakeFirstOrThrow()
  expect(status).toBe('inProgress')
})
