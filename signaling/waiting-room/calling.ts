import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { callPatient } from '../consultations/calling.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Announce } from '../live/outbox.ts'
import type { MatchReason } from './contract.ts'
import { topicsOf } from './announcing.ts'
import { writeCallLetter } from './call-letter.ts'
import { type DoctorOnDuty, queuesServedBy, type WaitingTicket } from './eligibility.ts'
import { type Claim, claimTicket } from './matching-store.ts'
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
  /** The coordinator who decided; null where the rules did. */
  readonly matchedBy: string | null
  /** Doctors on duty whose screens show the ticket's queue. */
  readonly seenBy: readonly string[]
  readonly now: Temporal.Instant
}

/**
 * Takes the ticket out of the queue and opens the call, in the caller's transaction.
 * @returns undefined if somebody else was faster, with either of the two
 */
export async function callTicket(
  trx: Transaction<Database>,
  announce: Announce,
  { ticket, doctor, reasons, matchedBy, seenBy, now }: Decision,
): Promise<Match | undefined> {
  const { ticketId, queue, queueKey } = ticket
  const { expertId } = doctor
  const claim = await claimTicket(trx, { ticketId, expertId, queue, queueKey, now, byHand: matchedBy !== null })
  if (claim === undefined) return undefined
  const callUntil = now.add({ seconds: callSeconds })
  const consultationId = await callPatient(trx, announce, {
    ticketId,
    patientId: claim.patientId,
    patientAccountId: claim.accountId,
    patientName: claim.patientName,
    expertId,
    doctorAccountId: claim.doctorAccountId,
    doctorName: claim.nameHan,
    reasons,
    matchedBy,
    now,
    callUntil,
  })
  const specialty = queue === 'triage' ? null : queue
  announce(...topicsOf({ id: ticketId, accountId: claim.accountId, specialty }, seenBy))
  announce(`duty:${expertId}`, ...queuesServedBy(doctor.specialties).map((served) => `queue:${served}`))
  return { ticketId, expertId, consultationId, reasons, callUntil, claim }
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
