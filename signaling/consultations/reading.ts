import { type AccountViewer, authorize, type GuestViewer } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../errors.ts'
import { consultationAccess } from './access.ts'
import { findLastCall, type LastCall } from './call-store.ts'
import type { Consultation, ConsultationSummary, CurrentConsultation, Invitation, Participant } from './contract.ts'
import type { GuestView } from './guest-contract.ts'
import {
  type ConsultationFacts,
  findConsultationFacts,
  findOpenConsultationId,
  listInvitations,
  listParticipants,
  listUnsignedVisits,
  listVisitsOfAccount,
  listVisitsOfExpert,
} from './reading-store.ts'
import { decideCallInVain } from './rules.ts'
import { findTies, type Ties } from './ties.ts'
import { hasLeft } from './store.ts'

/** One's own past visits: a compatriot's patients', or those a doctor held; the latest first, 200 at most. */
export async function readVisits({ db }: Dependencies, viewer: AccountViewer): Promise<ConsultationSummary[]> {
  if (viewer.expertId !== undefined) return await listVisitsOfExpert(db, viewer.expertId)
  return await listVisitsOfAccount(db, viewer.accountId)
}

export async function readConsultation(
  { db }: Dependencies,
  viewer: AccountViewer,
  consultationId: string,
): Promise<Consultation> {
  const { facts, ties } = await findForViewer(db, viewer, consultationId)
  authorize(consultationAccess.view, viewer, ties.relations)
  return await withPeople(db, facts, ties)
}

/** As the answer to a command that this viewer was allowed. */
export async function describeConsultation(
  { db }: Pick<Dependencies, 'db'>,
  viewer: AccountViewer,
  consultationId: string,
): Promise<Consultation> {
  const { facts, ties } = await findForViewer(db, viewer, consultationId)
  return await withPeople(db, facts, ties)
}

async function findForViewer(
  db: Dependencies['db'],
  viewer: AccountViewer,
  consultationId: string,
): Promise<{ facts: ConsultationFacts; ties: Ties }> {
  const facts = await findConsultationFacts(db, consultationId)
  if (facts === undefined) throw notFound()
  return { facts, ties: await findTies(db, viewer, asRow(facts)) }
}

function asRow({ id, status, expert, startedAt, endedAt }: ConsultationFacts): Parameters<typeof findTies>[2] {
  const instant = (text: string | null) => (text === null ? null : Temporal.Instant.from(text))
  return { id, status, expertId: expert.id, startedAt: instant(startedAt), endedAt: instant(endedAt) }
}

async function withPeople(db: Dependencies['db'], facts: ConsultationFacts, { seat }: Ties): Promise<Consultation> {
  return {
    ...facts,
    participants: await listParticipants(db, facts),
    ownParticipantId: seat?.id ?? null,
  }
}

/** @throws notFound for an expert who is not the viewer */
export async function readCurrentConsultation(
  dependencies: Dependencies,
  viewer: AccountViewer,
  expertId = viewer.expertId,
): Promise<CurrentConsultation> {
  if (expertId === undefined || expertId !== viewer.expertId) throw notFound()
  const openId = await findOpenConsultationId(dependencies.db, expertId)
  // One that is open is the last, and not in vain.
  const lastCall = openId === undefined ? await findLastCall(dependencies.db, expertId) : undefined
  return {
    consultation: openId === undefined ? null : await describeConsultation(dependencies, viewer, openId),
    unsigned: await listUnsignedVisits(dependencies.db, expertId),
    inVain: lastCall === undefined ? null : decideCallInVain(lastCall),
    lastEnd: lastCall === undefined ? null : lastEndOf(lastCall),
    leaving: openId !== undefined && (await hasLeft(dependencies.db, expertId)),
  }
}

/** A patient who goes on without a doctor who is gone has not ended the visit. */
function lastEndOf({ id, answered, endReason, endedBy }: LastCall): NonNullable<CurrentConsultation['lastEnd']> {
  return { id, answered, by: endReason === 'doctorGone' ? null : endedBy }
}

/** @throws notFound for an expert who is not the viewer */
export async function readInvitations(
  { db }: Dependencies,
  viewer: AccountViewer,
  expertId = viewer.expertId,
): Promise<Invitation[]> {
  if (expertId === undefined || expertId !== viewer.expertId) throw notFound()
  return await listInvitations(db, viewer.accountId)
}

/**
 * Who else is there is for the admitted, and for them only until the end. A browser that has not knocked
 * is shown the seat that its link was made for as if nobody had.
 */
export async function readAsGuest({ db }: Pick<Dependencies, 'db'>, viewer: GuestViewer): Promise<GuestView> {
  const facts = await findConsultationFacts(db, viewer.consultationId)
  // Guests are invited to a visit: of a call there is none.
  if (facts === undefined || facts.status === 'called' || facts.status === 'calledInVain') throw notFound()
  const participants = await listParticipants(db, facts)
  const participant = participants.find(({ id }) => id === (viewer.seatId ?? viewer.invitationId))
  if (participant === undefined) throw notFound()
  const inside = viewer.seatId !== undefined && participant.status === 'admitted' && facts.endedAt === null
  return {
    consultationId: facts.id,
    participant: viewer.seatId === undefined ? asNobodyKnocked(participant) : participant,
    expert: facts.expert,
    consultationStatus: facts.status,
    roomEpoch: facts.roomEpoch,
    participants: inside ? participants.filter(({ status }) => status === 'admitted') : [],
  }
}

/** What whoever came first calls themselves is told to nobody else with the same link. */
function asNobodyKnocked({ status, name, ...invitation }: Participant): Participant {
  const closed = invitation.openLink === null || invitation.linkUsedUp
  return { ...invitation, name: status === 'invited' ? name : '', status: closed ? 'refused' : 'invited' }
}
