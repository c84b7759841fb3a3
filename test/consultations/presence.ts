import { sql } from 'kysely'
import { beforeEach } from 'vitest'
import { keepPresence, type OpenPages } from '../../signaling/consultations/presence.ts'
import { readConsultation } from '../../signaling/consultations/reading.ts'
import { enterConsultation } from '../../signaling/consultations/service.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { type Hospital, openHospital } from '../support/hospital.ts'
import { addDoctorOnDuty } from '../support/people.ts'
import { addCall, type Between, type Visit } from '../support/visits.ts'
import { createFakeCarrier } from './fake-carrier.ts'
import { encounterRow } from './state.ts'

export const carrier = createFakeCarrier()

export let hospital: Hospital<{ there: true }>

/** Accounts with a page open in the process that looks. */
export const open = new Set<string>()

export const pages: OpenPages = { isOpen: (accountId) => open.has(accountId) }

/** For the tests of a file; before each nobody waits, nobody is in a visit, and the carrier answers. */
export function openConsultations(): void {
  hospital = openHospital({ video: carrier, there: true })
  beforeEach(async () => {
    await sql`truncate ticket, duty, shift, outbox cascade`.execute(hospital.database.owner)
    carrier.rooms.clear()
    carrier.isReachable = true
    carrier.asked = 0
    open.clear()
  })
}

interface Underway extends Visit {
  readonly room: Set<string>
  readonly patientSeat: string
  readonly doctorSeat: string
}

/** A visit under way with both of them in its room. */
export async function underWay(between: Between = {}): Promise<Underway> {
  const visit = await addCall(hospital, between)
  const doctor = await enterConsultation(hospital, visit.doctor, visit.id)
  const patient = await enterConsultation(hospital, visit.owner, visit.id)
  const room = carrier.rooms.get((await encounterRow(hospital, visit.id)).roomName)
  if (room === undefined) throw new Error('no room')
  room.add(doctor.participantId).add(patient.participantId)
  return { ...visit, room, patientSeat: patient.participantId, doctorSeat: doctor.participantId }
}

/** Time passes, with the rounds of a room keeper in it. */
export async function pass(
  seconds: number,
  { every = 2, through = hospital }: { every?: number; through?: Dependencies } = {},
) {
  for (let passed = 0; passed < seconds; passed += every) {
    hospital.clock.forward({ seconds: every })
    await keepPresence(through, pages)
  }
}

/** The whole of it passes without a server. */
export function passWithoutServer(minutes: number): void {
  hospital.clock.forward({ minutes })
}

/** Another doctor on duty, who speaks the patient's language. */
export const addNextDoctor = () => addDoctorOnDuty(hospital, { name: '王芳' })

export const absenceOf = async ({ id, owner }: Visit) => (await readConsultation(hospital, owner, id)).absence
