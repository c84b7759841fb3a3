import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { type AccountViewer, authorize } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { conflict } from '../errors.ts'
import { type Announce, transact } from '../live/transact.ts'
import { announceDuty, pauseDuty, pauseDutyOfAbsent } from '../roster/duty.ts'
import { finishPlace, leavePlace, restOthers, returnFirst } from '../waiting-room/place-changes.ts'
import { decideLeave, isGivenBack, isLeftAtOnce, type LeaveDecision, toldAbsence, usualPatience } from './absence.ts'
import { consultationAccess } from './access.ts'
import { announceConsultation } from './announcing.ts'
import type { Consultation, LeaveConsultation } from './contract.ts'
import { isChairEmpty, sameChair } from './empty-chair.ts'
import { findEndedVisits } from './empty-chair-store.ts'
import { lockPresence } from './presence-store.ts'
import { describeConsultation } from './reading.ts'
import { abandonRoom } from './room-store.ts'
import { endEncounter } from './ending.ts'
import { closeAbandonedRoom } from './rooms.ts'
import { findDoctorSeat } from './seat-store.ts'
import { findTies, lockWithPeople } from './ties.ts'
import { type EncounterRow, isToSign } from './store.ts'

/**
 * The patient leaves for good, at any time: from a call, a visit under way, or one whose doctor has not come or has gone. From
 * one whose doctor has been told to be gone they may also go back to the queue, before all others. A visit that is left at once
 * gives the doctor no pause, unless they have written something, or their chair is likely empty.
 * @throws doctorNotGone for a wish to wait again while the doctor is there; consultationOver (409)
 */
export async function leaveConsultation(
  dependencies: Dependencies,
  viewer: AccountViewer,
  consultationId: string,
  command: LeaveConsultation,
): Promise<Consultation> {
  const abandonedRoom = await transact(dependencies, async (trx, announce) => {
    const encounter = await lockWithPeople(trx, consultationId)
    const { relations } = await findTies(trx, viewer, encounter)
    authorize(consultationAccess.leave, viewer, relations)
    // The same command sent twice: the first one did it.
    const leftBefore = encounter.endReason === 'patientLeft' || encounter.endReason === 'doctorGone'
    if (leftBefore && encounter.endedBy === viewer.accountId) return undefined
    authorize(consultationAccess.leave, viewer, relations, encounter.status)
    if (encounter.status !== 'called' && encounter.status !== 'inProgress') throw conflict('consultationOver')

    const doctor = await findDoctorSeat(trx, encounter.id)
    const presence = await lockPresence(trx, encounter.id)
    const facts = {
      status: encounter.status,
      doctorGone: presence?.told === 'doctor',
      doctorCame: doctor?.status === 'admitted',
    }
    const decision = decideLeave(facts, command)
    if (decision === 'doctorNotGone') throw conflict('doctorNotGone')
    await close(trx, announce, encounter, { ...decision, endedBy: viewer.accountId, now: dependencies.clock.now() })
    return encounter.roomName
  })
  if (abandonedRoom !== undefined) await closeAbandonedRoom(dependencies, abandonedRoom)
  return await describeConsultation(dependencies, viewer, consultationId)
}

/**
 * Ends a visit whose doctor has been gone for too long: the patient stands before all others of the queue, and the duty is
 * paused, with the reason, so that nobody else is sent to whoever is not there. The note keeps what was written. Nothing
 * happens where the doctor has come back meanwhile.
 */
export async function giveBackPlace(dependencies: Dependencies, consultationId: string): Promise<void> {
  const { clock, settings } = dependencies
  const abandonedRoom = await transact(dependencies, async (trx, announce) => {
    const encounter = await lockWithPeople(trx, consultationId)
    const presence = await lockPresence(trx, consultationId)
    const now = clock.now()
    const told = presence && toldAbsence(presence, settings.patience ?? usualPatience, now)
    if (encounter.status !== 'inProgress' || !isGivenBack(told, now)) return undefined
    const gone = { status: 'brokenOff', endReason: 'doctorGone', place: 'first' } as const
    await close(trx, announce, encounter, { ...gone, endedBy: null, now })
    return encounter.roomName
  })
  if (abandonedRoom !== undefined) await closeAbandonedRoom(dependencies, abandonedRoom)
}

type Closing = LeaveDecision & { readonly endedBy: string | null; readonly now: Temporal.Instant }

async function close(
  trx: Transaction<Database>,
  announce: Announce,
  encounter: EncounterRow,
  { status, endReason, place, endedBy, now }: Closing,
): Promise<void> {
  const { id, ticketId, expertId, roomName, startedAt } = encounter
  const leftAtOnce = isLeftAtOnce({ endReason, startedAt }, now)
  await endEncounter(trx, id, { status, endReason, endedBy, endedAt: now, leftAtOnce })
  await abandonRoom(trx, { roomName, consultationId: id, now })
  if (place === 'finish') await finishPlace(trx, announce, ticketId, now)
  else if (place === 'first') await returnFirst(trx, announce, ticketId, now)
  else await leavePlace(trx, announce, ticketId, { reason: 'patient', by: endedBy, now })
  if (leftAtOnce || endReason === 'declined') await restOthers(trx, announce, ticketId, now)
  if (endReason === 'doctorGone') await pauseDutyOfAbsent(trx, announce, expertId, now)
  else if (status === 'finished') {
    const emptyChair = leftAtOnce && isChairEmpty(await findEndedVisits(trx, expertId, now.subtract(sameChair)))
    if (emptyChair || (await isToSign(trx, id))) await pauseDuty(trx, announce, expertId, now)
  }
  await announceDuty(trx, announce, expertId)
  await announceConsultation(trx, announce, id)
}
