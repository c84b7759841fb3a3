import { expect, test } from 'vitest'
import { comingCarrier } from '../../media/coming-carrier.ts'
import { enterConsultation } from '../../signaling/consultations/service.ts'
import { callSomebody, openHospital, unreachableCarrier } from './hospital.ts'

test('while LiveKit is being got, whoever enters is told so and admitted; afterwards it is out of reach', async () => {
  let coming = true
  await using hospital = await openHospital(comingCarrier(unreachableCarrier(), () => coming))
  const visit = await callSomebody(hospital)
  const enter = () => enterConsultation(hospital.here, visit.owner, visit.id)
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
