import { sql } from 'kysely'
import { keepPresence, type OpenPages } from '../../signaling/consultations/presence.ts'
import { readConsultation } from '../../signaling/consultations/reading.ts'
import { enterConsultation } from '../../signaling/consultations/service.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { createFakeCarrier } from './fake-carrier.ts'
import { addDoctor, callSomebody, consultationRow, type Hospital, openHospital, type Visit } from './hospital.ts'

export const carrier = createFakeCarrier()

export let hospital: Hospital

/** Accounts with a page open in the process that looks. */
export const open = new Set<string>()

export const pages: OpenPages = { isOpen: (accountId) => open.has(accountId) }

/** For the tests of a file, before all of them. */
export async function openConsultations(): Promise<void> {
  hospital = await openHospital(carrier)
}

/** After all of them. */
export async function closeConsultations(): Promise<void> {
  await hospital?.[Symbol.asyncDispose]()
}

/** Before each: nobody waits, nobody is in a visit, and the carrier answers. */
export async function emptyConsultations(): Promise<void> {
  await sql`truncate ticket, duty, shift, outbox cascade`.execute(hospital.database.owner)
  carrier.rooms.clear()
  carrier.isReachable = true
  carrier.asked = 0
  open.clear()
}

interface Underway extends Visit {
  readonly room: Set<string>
  readonly patientSeat: string
  readonly doctorSeat: string
}

/** A visit under way with both of them in its room. */
export async function underWay(between: Parameters<typeof callSomebody>[1] = {}): Promise<Underway> {
  const visit = await callSomebody(hospital, between)
  const doctor = await enterConsultation(hospital.here, visit.doctor, visit.id)
  const patient = await enterConsultation(hospital.here, visit.owner, visit.id)
  const room = carrier.rooms.get((await consultationRow(hospital, visit.id)).roomName)
  if (room === undefined) throw new Error('no room')
  room.add(doctor.participantId).add(patient.participantId)
  return { ...visit, room, patientSeat: patient.participantId, doctorSeat: doctor.participantId }
}

/** Time passes, with the rounds of a room keeper in it. */
export async function pass(
  seconds: number,
  { every = 2, through = hospital.here }: { every?: number; through?: Dependencies } = {},
) {
  for (let passed = 0; passed < seconds; passed += every) {
    hospital.now = hospital.now.add({ seconds: every })
    await keepPresence(through, pages)
  }
}

/** The whole of it passes without a server. */
export function passWithoutServer(minutes: number): void {
  hospital.now = hospital.now.add({ minutes })
}

/** Another doctor on duty, who speaks the patient's language. */
export async function addNextDoctor() {
  const doctor = await addDoctor(hospital, '王芳')
  await hospital.database.db
    .insertInto('expertLanguage')
    .values({ expertId: doctor.expertId, language: 'cmn', proficiency: 'native' })
    .execute()
  return doctor
}

export const absenceOf = async ({ id, owner }: Visit) => (await readConsultation(hospital.here, owner, id)).absence
