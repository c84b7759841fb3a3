import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { randomRoomName } from '../../media/carrier.ts'
import { callPatient, topicsOfCall } from '../consultations/calling.ts'
import type { Dependencies } from '../dependencies.ts'
import { violates } from '../errors.ts'
import { lettersTopic, postLetter } from '../letters/service.ts'
import type { Announce } from '../live/transact.ts'
import { queuesServedBy } from '../queues.ts'
import type { Signal, Topic } from '../topics.ts'
import { callSeconds } from '../vocabulary.ts'
import { topicsOfQueued } from '../waiting-room/announcing.ts'
import type { MatchReason } from '../shapes.ts'
import { type DoctorOnDuty, type WaitingTicket } from '../waiting-room/rules/eligibility.ts'
import type { Onlooker } from '../waiting-room/reading.ts'
import { claimAndCall, claimTicket, type Claiming } from './matching-store.ts'

/** A match that has committed: the patient is being called. */
export interface Match {
  readonly ticketId: string
  readonly expertId: string
  readonly consultationId: string
  readonly reasons: readonly MatchReason[]
  readonly callUntil: Temporal.Instant
}

export interface Decision {
  readonly ticket: WaitingTicket
  readonly doctor: DoctorOnDuty
  readonly reasons: readonly MatchReason[]
  readonly seenBy: readonly Onlooker[]
  readonly now: Temporal.Instant
}

/**
 * Commits what the rules decided, all in one transaction and one round trip. Those who lost a race are left out; if the
 * database itself had to refuse one, each is committed by itself.
 * @param decisions of one moment, no ticket and no doctor twice
 * @returns those who are being called
 */
export async function callByRules(
  dependencies: Pick<Dependencies, 'db' | 'outbox'>,
  decisions: readonly Decision[],
): Promise<Match[]> {
  const [first] = decisions
  if (first === undefined) return []
  const callUntil = first.now.add({ seconds: callSeconds })
  const calls = decisions.map((decision) => ({
    ...claimingOf(decision),
    reasons: decision.reasons,
    roomName: randomRoomName(),
  }))
  const topics = topicsOfMatches(decisions)
  try {
    const called = await claimAndCall(dependencies.db, calls, { topics, now: first.now, callUntil })
    if (called.length === 0) return []
    dependencies.outbox.wake(topics)
    const reasons = new Map(decisions.map((decision) => [decision.ticket.ticketId, decision.reasons]))
    return called.map((call) => ({ ...call, reasons: reasons.get(call.ticketId) ?? [], callUntil }))
  } catch (error) {
    if (!isLostRace(error)) throw error
    if (decisions.length === 1) return []
    const alone: Match[] = []
    for (const decision of decisions) alone.push(...(await callByRules(dependencies, [decision])))
    return alone
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
  const { reasons, now } = decision
  const claim = await claimTicket(trx, claimingOf(decision), now)
  if (claim === undefined) return undefined
  const callUntil = now.add({ seconds: callSeconds })
  const consultationId = await callPatient(trx, announce, {
    ...pairOf(decision),
    patientId: claim.patientId,
    reasons,
    matchedBy: coordinatorId,
    now,
    callUntil,
  })
  await postLetter(trx, announce, { kind: 'call', about: consultationId, happenedAt: now, askedAt: now })
  announce(`tickets:${claim.accountId}`, ...topicsOfMatches([decision]))
  if (claim.isBooked) announce('roster')
  return { ...pairOf(decision), consultationId, reasons, callUntil }
}

/** The last line of defence: two transactions that could not see each other wanted the same doctor, ticket or patient. */
export function isLostRace(error: unknown): boolean {
  return violates(error, 'call_one_an_expert', 'call_one_a_ticket', 'call_one_a_patient')
}

function pairOf({ ticket, doctor }: Decision) {
  return { ticketId: ticket.ticketId, expertId: doctor.expertId }
}

function claimingOf({ ticket, doctor }: Decision): Claiming {
  const { ticketId, queue, queueKey } = ticket
  return { ticketId, queue, queueKey, expertId: doctor.expertId }
}

/**
 * The tickets have left their queues, and the doctors are busy in all of theirs. Most of it is the same for all tickets of a queue
 * that are as urgent: hundreds of doctors may look on.
 * @param decisions of one moment
 */
function topicsOfMatches(decisions: readonly Decision[]): Set<Topic | Signal> {
  const topics = new Set<Topic | Signal>([lettersTopic])
  const told = new Set<string>()
  const add = (more: readonly (Topic | Signal)[]): void => more.forEach((topic) => topics.add(topic))
  for (const { ticket, doctor, seenBy } of decisions) {
    add([`ticket:${ticket.ticketId}`, `duty:${doctor.expertId}`, ...topicsOfCall(doctor.expertId)])
    add(queuesServedBy(doctor.specialties).map((queue) => `queue:${queue}` as const))
    const alike = `${ticket.queue} ${ticket.urgency}`
    if (told.has(alike)) continue
    told.add(alike)
    add(topicsOfQueued(ticket, seenBy))
  }
  return topics
}
