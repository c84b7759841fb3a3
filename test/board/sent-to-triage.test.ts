import { expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { readBoard } from '../../signaling/board/board.ts'
import type { EndConsultation } from '../../signaling/consultations/contract.ts'
import { endConsultation } from '../../signaling/consultations/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addCoordinator, addDoctorOnDuty } from '../support/people.ts'
import { addCall, addVisit } from '../support/visits.ts'

const hospital = openHospital()

test('the board says how many patients a doctor has sent to the triage since their duty began', async () => {
  const coordinator = await addCoordinator(hospital)
  const doctor = await addDoctorOnDuty(hospital, { languages: [] })
  const other = await addDoctorOnDuty(hospital, { languages: [] })
  const end = async (open: typeof addCall, viewer: AccountViewer, reason: EndConsultation['reason']) => {
    const { id } = await open(hospital, { doctor })
    await endConsultation(hospital, viewer, id, { reason, requeue: true })
  }
  await end(addVisit, doctor, 'wrongSpecialty')
  await end(addCall, doctor, 'wrongSpecialty')
  // None of these: another reason, and somebody else's decision.
  await end(addVisit, doctor, 'technical')
  await end(addVisit, coordinator, 'wrongSpecialty')
  const { doctors } = await readBoard(hospital)
  const sent = new Map(doctors.map(({ expertId, sentToTriage }) => [expertId, sentToTriage]))
  expect(sent).toEqual(
    new Map([
      [doctor.expertId, 2],
      [other.expertId, 0],
    ]),
  )
})
