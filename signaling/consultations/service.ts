import type { Kysely, Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { type AccountViewer, authorize, type Viewer } from '../access.ts'
import { inCrowd } from '../crowds.ts'
import type { Dependencies } from '../dependencies.ts'
import { conflict, notFound } from '../errors.ts'
import { type Announce, transact } from '../live/transact.ts'
import { announceDuty, pauseDuty } from '../roster/duty.ts'
import { finishPlace, leavePlace, returnToQueue, seatInConsultation } from '../waiting-room/place-changes.ts'
import { consultationAccess } from './access.ts'
import { announceConsultation, announceToSides } from './announcing.ts'
import { answerCall, setDoctorCame } from './call-store.ts'
import { closeMissedCall } from './calling.ts'
import type { Consultation, EndConsultation, Entry } from './contract.ts'
import { hearDoctorAskEntry } from './presence-store.ts'
import { endEncounter } from './ending.ts'
import { describeConsultation } from './reading.ts'
import { abandonRoom } from './room-store.ts'
import { closeAbandonedRoom, giveEntry } from './rooms.ts'
import { decideEnd, decideEntry } from './rules.ts'
import { changeSeat } from './seat-store.ts'
import { type EncounterRow, findEncounter, isToSign } from './store.ts'
import { findTies, type HeldSeat, lockWithPeople } from './ties.ts'

/**
 * Owns: `call`, `consultation`, both as `encounter`, `participant`, `message`, `presence`, and the rooms that are to be closed.
 * Reads: `ticket`, `patient`, `account`, `expert`; `note`, whether anything is written, and signed.
 * Raises: `visitNews`, `absenceNews`; announces `consultation:ID`, `conversation:ID`, `currentConsultation:EXPERT_ID`,
 * `invitations:EXPERT_ID`, `guest:SEAT_ID`, `session:SEAT_ID`.
 * Reacts to: `patientsChanged`, `accessEnded`, `callGivenUp`.
 */

/** A visit moves on while the way in is being made at most as often as somebody is removed: rarely, and hardly twice. */
const entryTries = 3

/**
 * Lets a viewer in: patient, treating doctor, admitted expert or guest. The admission is committed first (the patient's first
 * answers the call), and only then a token is minted, for a minute. Again after a reload, or when the room has moved.
 * @throws notAdmitted, callOver, consultationOver, consultationNotOpen (409); videoUnavailable (503), with the admission kept
 */
export async function enterConsultation(
  dependencies: Dependencies,
  viewer: Viewer,
  consultationId: string,
): Promise<Entry> {
  for (let attempt = 1; attempt <= entryTries; attempt += 1) {
    const { room, seat } = await admitViewer(dependencies, viewer, consultationId)
    const entry = await giveEntry(dependencies, room, seat)
    if (entry !== undefined) return entry
  }
  throw conflict('consultationNotOpen')
}

function admitViewer(dependencies: Dependencies, viewer: Viewer, consultationId: string) {
  const { db } = dependencies
  const admit = async (trx: Transaction<Database>, announce: Announce) => {
    const encounter = await lockWithPeople(trx, consultationId)
    const seat = await findOpenSeat(trx, viewer, encounter)
    const now = dependencies.clock.now()
    if (encounter.status === 'called' && seat.kind === 'patient') {
      await answerCall(trx, encounter.id, now)
      await seatInConsultation(trx, announce, encounter.ticketId)
    } else if (encounter.status === 'called') {
      if (seat.status !== 'admitted') await setDoctorCame(trx, encounter.id, now)
    } else {
      if (seat.kind === 'doctor') await hearDoctorAskEntry(trx, encounter.id, now)
      const admitted = { status: 'admitted', admittedAt: now, admittedBy: seat.accountId } as const
      if (seat.status !== 'admitted') await changeSeat(trx, seat.id, admitted)
    }
    if (seat.status !== 'admitted') {
      const { id, expertId } = encounter
      if (encounter.status === 'called') announceToSides(announce, { consultationId: id, expertId, isOver: false })
      else await announceConsultation(trx, announce, id)
    }
    return { room: { roomName: encounter.roomName, roomEpoch: encounter.roomEpoch }, seat }
  }
  if (viewer.role !== 'guest') {
    // A patient's: no sweep goes past an answer that waits for its turn.
    const about = viewer.role === 'compatriot' ? { about: consultationId } : {}
    return inCrowd(db, 'answering', () => transact(dependencies, admit), about)
  }
  return inCrowd(db, 'visiting', async () => {
    // Before the locks, which whoever is not let in would keep from the visit's people.
    const encounter = await findEncounter(db, consultationId)
    if (encounter === undefined) throw notFound()
    await findOpenSeat(db, viewer, encounter)
    return await transact(dependencies, admit)
  })
}

/** The viewer's seat, which is open to them as the encounter stands. */
async function findOpenSeat(db: Kysely<Database>, viewer: Viewer, encounter: EncounterRow): Promise<HeldSeat> {
  const { seat, relations } = await findTies(db, viewer, encounter)
  authorize(viewer.role === 'guest' ? consultationAccess.enterAsGuest : consultationAccess.enter, viewer, relations)
  if (seat === undefined) throw notFound()
  const decision = decideEntry(encounter, seat)
  if (decision !== 'enter') throw conflict(decision)
  return seat
}

/** "Not now": the doctor is free at once, and the patient keeps the place, which pauses until they say that they are ready. */
export async function declineCall(
  dependencies: Dependencies,
  viewer: AccountViewer,
  consultationId: string,
): Promise<void> {
  await transact(dependencies, async (trx, announce) => {
    const encounter = await lockWithPeople(trx, consultationId)
    const { relations } = await findTies(trx, viewer, encounter)
    authorize(consultationAccess.decline, viewer, relations)
    // The same command sent twice: the first one did it.
    if (encounter.endReason === 'declined' && encounter.endedBy === viewer.accountId) return
    authorize(consultationAccess.decline, viewer, relations, encounter.status)
    const now = dependencies.clock.now()
    await closeMissedCall(trx, announce, encounter.id, { now, reason: 'declined', endedBy: viewer.accountId })
    await returnToQueue(trx, announce, encounter.ticketId, { now, missed: false, paused: true })
    await announceDuty(trx, announce, encounter.expertId)
  })
}

/**
 * Ends a visit for everybody in it. One that was not answered, or that is put back, leaves the patient's place in the queue; a
 * coordinator may end the place with a call.
 * No next patient is sent to the doctor who still has a note to sign, has put somebody back, or for whom a coordinator ended it.
 * @throws consultationOver, callAnswered, callOver (409)
 */
export async function endConsultation(
  dependencies: Dependencies,
  viewer: AccountViewer,
  consultationId: string,
  command: EndConsultation,
): Promise<Consultation> {
  const abandonedRoom = await transact(dependencies, async (trx, announce) => {
    const encounter = await lockWithPeople(trx, consultationId)
    const { relations } = await findTies(trx, viewer, encounter)
    authorize(consultationAccess.end, viewer, relations)
    // The same command sent twice: the first one did it.
    const isRepeated = encounter.endedBy === viewer.accountId && encounter.endReason === command.reason
    if (isRepeated && !relations.includes('called')) return undefined
    if (command.callOnly === true && encounter.status !== 'called') {
      throw conflict(encounter.status === 'inProgress' ? 'callAnswered' : 'callOver')
    }
    authorize(consultationAccess.end, viewer, relations, encounter.status)
    if (encounter.status !== 'called' && encounter.status !== 'inProgress') throw conflict('consultationOver')

    const now = dependencies.clock.now()
    const { status, place, toTriage } = decideEnd(encounter.status, command, viewer.role)
    await endEncounter(trx, encounter.id, {
      status,
      endReason: command.reason,
      endedBy: viewer.accountId,
      endedAt: now,
    })
    await abandonRoom(trx, { roomName: encounter.roomName, consultationId: encounter.id, now })
    if (place === 'finish') await finishPlace(trx, announce, encounter.ticketId, now)
    else if (place === 'leave') {
      await leavePlace(trx, announce, encounter.ticketId, { reason: 'coordinator', by: viewer.accountId, now })
    } else await returnToQueue(trx, announce, encounter.ticketId, { now, missed: false, toTriage })
    // Without a pause, one whose place was kept would be called for the same doctor at once.
    if (place === 'return' || viewer.role === 'coordinator' || (await isToSign(trx, encounter.id))) {
      await pauseDuty(trx, announce, encounter.expertId, now)
    }
    await announceDuty(trx, announce, encounter.expertId)
    await announceConsultation(trx, announce, encounter.id)
    return encounter.roomName
  })
  if (abandonedRoom !== undefined) await closeAbandonedRoom(dependencies, abandonedRoom)
  return await describeConsultation(dependencies, viewer, consultationId)
}
