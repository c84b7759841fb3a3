import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { randomRoomName } from '../../media/carrier.ts'
import { callPatient, topicsOfCall } from '../consultations/calling.ts'
import type { Dependencies } from '../dependencies.ts'
import { violates } from '../errors.ts'
import type { Announce } from '../live/outbox.ts'
import type { MatchReason } from './contract.ts'
import { topicsOf } from './announcing.ts'
import { writeCallLetter } from './call-letter.ts'
import type { Onlooker } from './duty-store.ts'
import { type DoctorOnDuty, queuesServedBy, type WaitingTicket } from './eligibility.ts'
import { type Claim, claimAndCall, claimTicket, type Claiming } from './matching-store.ts'
import { callsBeforeEnd, callSeconds } from './place.ts'

/** A match that has committed: the patient is being called. */
export interface Match {
  readonly ticketId: string
  readonly expertId: string
  readonly consultationId: string
  readonly reasons: readonly MatchReason[]
  readonly callUntil: Temporal.Instant
  readonly claim: Claim
}

export interface Decision {
  readonly ticket: WaitingTicket
  readonly doctor: DoctorOnDuty
  readonly reasons: readonly MatchReason[]
  readonly seenBy: readonly Onlooker[]
  readonly now: Temporal.Instant
}

/**
 * Commits what the rules decided, in a transaction of its own and one round trip.
 * @returns undefined if somebody else was faster: the ticket or the doctor is no longer to be had
 */
export async function callByRules(
  { db, outbox }: Pick<Dependencies, 'db' | 'outbox'>,
  decision: Decision,
): Promise<Match | undefined> {
  const { reasons } = decision
  const callUntil = decision.now.add({ seconds: callSeconds })
  try {
    const topics = topicsOfMatch(decision)
    const calling = { reasons, callUntil, roomName: randomRoomName(), topics }
    const claim = await claimAndCall(db, claimingOf(decision, false), calling)
    if (claim === undefined) return undefined
    outbox.wake()
    return { ...pairOf(decision), consultationId: claim.consultationId, reasons, callUntil, claim }
  } catch (error) {
    if (isLostRace(error)) return undefined
    throw error
  }
}

/**
 * Commits with the caller's transaction what a coordinator decided.
 * @param coordinatorId the coordinator's account
 * @returns undefined if somebody else was faster
 */
export async function callByHand(
  trx: Transaction<Database>,
  announce: Announce,
  decision: Decision,
  coordinatorId: string,
): Promise<Match | undefined> {
  const claim = await claimTicket(trx, claimingOf(decision, true))
  if (claim === undefined) return undefined
  const { reasons, now } = decision
  const callUntil = now.add({ seconds: callSeconds })
  const consultationId = await callPatient(trx, announce, {
    ...pairOf(decision),
    patientId: claim.patientId,
    patientAccountId: claim.accountId,
    patientName: claim.patientName,
    doctorAccountId: claim.doctorAccountId,
    doctorName: claim.nameHan,
    reasons,
    matchedBy: coordinatorId,
    now,
    callUntil,
  })
  announce(`tickets:${claim.accountId}`, ...topicsOfMatch(decision))
  return { ...pairOf(decision), consultationId, reasons, callUntil, claim }
}

/** The last line of defence: two transactions that could not see each other wanted the same doctor, ticket or patient. */
export function isLostRace(error: unknown): boolean {
  return violates(error, 'consultation_one_an_expert', 'consultation_one_a_ticket', 'consultation_one_a_patient')
}

function pairOf({ ticket, doctor }: Decision) {
  return { ticketId: ticket.ticketId, expertId: doctor.expertId }
}

function claimingOf({ ticket, doctor, now }: Decision, byHand: boolean): Claiming {
  const { ticketId, queue, queueKey } = ticket
  return { ticketId, queue, queueKey, expertId: doctor.expertId, now, byHand }
}

/** The ticket has left its queue, and the doctor is busy in all of theirs. */
function topicsOfMatch({ ticket, doctor, seenBy }: Decision): string[] {
  const queues = queuesServedBy(doctor.specialties).map((queue) => `queue:${queue}`)
  const topics = [...topicsOf(ticket.ticketId, ticket.queue, seenBy), ...topicsOfCall(doctor.expertId), ...queues]
  return [...new Set([...topics, `duty:${doctor.expertId}`])]
}

/**
 * Tells the patient by mail, once the match has committed. Nobody waits for the far end, and the call stands without the
 * letter: a failure is logged.
 */
export async function sendCallLetter({ mail, settings, log }: Dependencies, match: Match): Promise<void> {
  const { claim, callUntil, consultationId } = match
  const last = claim.callsMissed + 1 >= callsBeforeEnd
  try {
    await mail.send(writeCallLetter({ ...claim, callUntil, last }, settings.publicUrl))
  } catch (error) {
    log.warn({ err: error, consultationId }, 'the letter about a call could not be sent')
  }
}
