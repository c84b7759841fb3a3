import { enterConsultation } from '../../signaling/consultations/service.ts'
import { startTestLiveKit, type TestLiveKit } from '../support/livekit.ts'
import { callSomebody, type Hospital, openHospital } from './hospital.ts'

export let livekit: TestLiveKit

export let hospital: Hospital

/** For the tests of a file, before all of them. */
export async function openConsultations(): Promise<void> {
  livekit = await startTestLiveKit()
  hospital = await openHospital(livekit.carrier)
}

/** After all of them. */
export async function closeConsultations(): Promise<void> {
  await hospital?.[Symbol.asyncDispose]()
  await livekit?.[Symbol.asyncDispose]()
}

export const completed = { reason: 'completed', requeue: false } as const

export async function inProgress() {
  const visit = await callSomebody(hospital)
  await enterConsultation(hospital.here, visit.doctor, visit.id)
  await enterConsultation(hospital.here, visit.owner, visit.id)
  return visit
}

export async function roomIsOpen(room: string): Promise<boolean> {
  return await livekit.carrier.whoIsThere(room).then(
    () => true,
    () => false,
  )
}
