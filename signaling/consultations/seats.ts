import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { randomRoomName } from '../../media/carrier.ts'
import { type AccountViewer, authorize } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { AppError, conflict, notFound } from '../errors.ts'
import { type Announce, transact } from '../live/transact.ts'
import type { AccessEnd } from '../panel/reactions.ts'
import { consultationAccess } from './access.ts'
import { announceConsultation } from './announcing.ts'
import type { Consultation, Invitation, Invite, Invited } from './contract.ts'
import { mintLinkToken } from './guest-tokens.ts'
import { shutLink } from './links.ts'
import { listInvitations } from './reading-store.ts'
import { describeConsultation } from './reading.ts'
import { abandonRoom } from './room-store.ts'
import { closeAbandonedRoom } from './rooms.ts'
import { decideInvitation, decideSeat, type SeatChange, seatLimit } from './rules.ts'
import {
  changeSeat,
  countSeats,
  findOpenVisitsOfGuest,
  findPanelAccount,
  findParticipant,
  findSeatByKey,
  findSeatOfAccount,
  insertParticipant,
  type ParticipantRow,
} from './seat-store.ts'
import { findTies } from './ties.ts'
import { type EncounterRow, lockEncounter, setRoom } from './store.ts'

/**
 * Keeps a seat for an expert of the panel, who is told on their own screen, or for an interpreter or relative, whose link the
 * doctor sends on. The same key answers the same seat and link.
 * @throws alreadyInvited, roomFull, consultationNotStarted (409); inviteNeedsExpert, inviteNeedsName (400)
 */
export async function inviteParticipant(
  dependencies: Dependencies,
  viewer: AccountViewer,
  consultationId: string,
  invite: Invite,
): Promise<Invited> {
  const seat = await transact(dependencies, async (trx, announce) => {
    const encounter = await lockEncounter(trx, consultationId)
    if (encounter === undefined) throw notFound()
    const { relations } = await findTies(trx, viewer, encounter)
    authorize(consultationAccess.invite, viewer, relations)
    const known = await findSeatByKey(trx, consultationId, invite.idempotencyKey)
    if (known !== undefined) return known
    authorize(consultationAccess.invite, viewer, relations, encounter.status)
    if ((await countSeats(trx, consultationId)) >= seatLimit) throw conflict('roomFull')

    const now = dependencies.clock.now()
    const asked = { consultationId, invite, invitedBy: viewer.accountId, now }
    const seated = invite.kind === 'expert' ? await seatExpert(trx, asked) : await seatGuest(trx, asked)
    await announceConsultation(trx, announce, consultationId)
    return seated
  })
  return {
    participant: {
      id: seat.id,
      kind: seat.kind,
      name: seat.name,
      status: seat.status,
      openLink: seat.kind === 'expert' || seat.linkClosedAt !== null ? null : seat.id,
      linkUsedUp: false,
    },
    link: seat.kind === 'expert' ? null : await linkFor(dependencies, seat),
  }
}

interface Asked {
  readonly consultationId: string
  readonly invite: Invite
  readonly invitedBy: string
  readonly now: Temporal.Instant
}

async function seatExpert(
  trx: Transaction<Database>,
  { consultationId, invite, invitedBy, now }: Asked,
): Promise<ParticipantRow> {
  if (invite.expertId === undefined) throw new AppError(400, 'inviteNeedsExpert')
  const account = await findPanelAccount(trx, invite.expertId)
  if (account === undefined) throw new AppError(400, 'inviteNeedsExpert')
  const seat = await findSeatOfAccount(trx, consultationId, account.accountId)
  const decision = decideInvitation(seat)
  if (decision === 'alreadyInvited') throw conflict('alreadyInvited')
  const invited = { status: 'invited', invitedBy, idempotencyKey: invite.idempotencyKey } as const
  if (seat !== undefined) {
    return await changeSeat(trx, seat.id, { ...invited, admittedAt: null, admittedBy: null, removedAt: null })
  }
  const { accountId, name } = account
  return await insertParticipant(trx, { ...invited, consultationId, kind: 'expert', accountId, name, createdAt: now })
}

async function seatGuest(
  trx: Transaction<Database>,
  { consultationId, invite, invitedBy, now }: Asked,
): Promise<ParticipantRow> {
  const name = invite.name?.trim()
  if (!name) throw new AppError(400, 'inviteNeedsName')
  return await insertParticipant(trx, {
    consultationId,
    kind: invite.kind,
    name,
    status: 'invited',
    invitedBy,
    idempotencyKey: invite.idempotencyKey,
    createdAt: now,
  })
}

async function linkFor(dependencies: Dependencies, seat: ParticipantRow): Promise<string> {
  const claims = { invitationId: seat.id, consultationId: seat.consultationId }
  const token = await mintLinkToken(dependencies, claims, seat.createdAt)
  return `${dependencies.settings.publicUrl}/join/${token}`
}

/** An invited expert is there and asks to be let in. */
export async function askToEnter(
  dependencies: Dependencies,
  viewer: AccountViewer,
  consultationId: string,
): Promise<Invitation> {
  await transact(dependencies, async (trx, announce) => {
    const encounter = await lockEncounter(trx, consultationId)
    if (encounter === undefined) throw notFound()
    const { seat, relations } = await findTies(trx, viewer, encounter)
    authorize(consultationAccess.ask, viewer, relations, encounter.status)
    if (seat === undefined) throw notFound()
    const decision = decideSeat(seat, 'ask')
    if (typeof decision === 'string') return
    await changeSeat(trx, seat.id, decision)
    await announceConsultation(trx, announce, consultationId)
  })
  const invitations = await listInvitations(dependencies.db, viewer.accountId)
  const invitation = invitations.find(({ id }) => id === consultationId)
  if (invitation === undefined) throw notFound()
  return invitation
}

/**
 * The doctor lets somebody in, turns them away, or puts them out. Since a token can't be taken back, everybody else moves into
 * a new room when somebody who was let in is put out; the link they came by is closed, whoever still asks with it is turned away, and
 * so is one that is withdrawn before anybody has knocked. Whoever is turned away leaves the link to others: it may have been a stranger who had it.
 * @throws notAsking (409) where nobody knocks; roomFull (409) for one more guest than the link was made for
 */
export async function decideAboutSeat(
  dependencies: Dependencies,
  viewer: AccountViewer,
  { id, participantId }: { readonly id: string; readonly participantId: string },
  change: Exclude<SeatChange, 'ask'>,
): Promise<Consultation> {
  const left = await transact(dependencies, async (trx, announce) => {
    const encounter = await lockEncounter(trx, id)
    if (encounter === undefined) throw notFound()
    const { relations } = await findTies(trx, viewer, encounter)
    authorize(consultationAccess.seat, viewer, relations, encounter.status)
    const seat = await findParticipant(trx, participantId)
    if (seat?.consultationId !== id) throw notFound()

    const decision = decideSeat(seat, change)
    if (decision === 'unchanged') return undefined
    if (decision === 'notFound') throw notFound()
    if (decision === 'notAsking') throw conflict('notAsking')

    if (change === 'admit' && seat.invitationId !== null && (await countSeats(trx, id)) >= seatLimit) {
      throw conflict('roomFull')
    }
    const now = dependencies.clock.now()
    if (change === 'remove' || (change === 'refuse' && seat.status === 'invited')) {
      await shutLink(trx, announce, { linkId: seat.invitationId ?? seat.id, now })
    }
    await changeSeat(trx, seat.id, {
      status: decision.status,
      ...(decision.status === 'admitted' && { admittedAt: now, admittedBy: viewer.accountId }),
      ...(decision.status === 'removed' && { removedAt: now }),
    })
    if (seat.browserHash !== null && change !== 'admit') announce(`session:${seat.id}`)
    const roomName = change === 'remove' && seat.status === 'admitted' ? await moveRoom(trx, encounter, now) : undefined
    await announceConsultation(trx, announce, id)
    return roomName
  })
  if (left !== undefined) await closeAbandonedRoom(dependencies, left)
  return await describeConsultation(dependencies, viewer, id)
}

/**
 * Inside the caller's transaction: an expert who leaves the panel is put out of the colleagues' visits that are under way, or
 * not let in any more. The rooms that they were in are closed with the next round.
 * @returns false: a colleague's patient is not theirs
 */
export async function giveUpSeats(
  trx: Transaction<Database>,
  announce: Announce,
  { accountId, expertId, now }: AccessEnd,
): Promise<false> {
  // What they may still see and do is another, also where they stay for a patient.
  if (expertId !== null) announce(`currentConsultation:${expertId}`)
  for (const consultationId of await findOpenVisitsOfGuest(trx, accountId)) {
    const encounter = await lockEncounter(trx, consultationId)
    const seat = await findSeatOfAccount(trx, consultationId, accountId)
    if (encounter === undefined || encounter.endedAt !== null || seat === undefined) continue
    const decision = decideSeat(seat, 'remove')
    if (typeof decision === 'string') continue
    await changeSeat(trx, seat.id, { ...decision, removedAt: now })
    if (seat.status === 'admitted') await moveRoom(trx, encounter, now)
    await announceConsultation(trx, announce, consultationId)
  }
  return false
}

async function moveRoom(trx: Transaction<Database>, encounter: EncounterRow, now: Temporal.Instant): Promise<string> {
  await abandonRoom(trx, { roomName: encounter.roomName, consultationId: encounter.id, now })
  await setRoom(trx, encounter.id, { roomName: randomRoomName(), roomEpoch: encounter.roomEpoch + 1 })
  return encounter.roomName
}
