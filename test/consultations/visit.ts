import { enterConsultation } from '../../signaling/consultations/service.ts'
import { type Hospital, openHospital } from '../support/hospital.ts'
import { addCall } from '../support/visits.ts'

export let hospital: Hospital<{ video: true; there: true }>

/** For the tests of a file. */
export function openConsultations(): void {
  hospital = openHospital({ video: true, there: true })
}

export const completed = { reason: 'completed', requeue: false } as const

export async function inProgress() {
  const visit = await addCall(hospital)
  await enterConsultation(hospital, visit.doctor, visit.id)
  await enterConsultation(hospital, visit.owner, visit.id)
  return visit
}

export async function roomIsOpen(room: string): Promise<boolean> {
  return await hospital.livekit.carrier.whoIsThere(room).then(
    () => true,
    () => false,
  )
}
