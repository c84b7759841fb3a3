import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { authorize, type GuestViewer } from '../access.ts'
import { inCrowd } from '../crowds.ts'
import type { Dependencies } from '../dependencies.ts'
import { AppError, conflict, notFound } from '../errors.ts'
import { type Announce, transact } from '../live/transact.ts'
import { hashToken, randomToken } from '../tokens.ts'
import { consultationAccess } from './access.ts'
import { announceConsultation } from './announcing.ts'
import type { GuestAsk, GuestLink, GuestView } from './guest-contract.ts'
import { inTurnOfLink } from './guests.ts'
import { findSeatOfBrowser, listKnocks, listNames } from './guest-store.ts'
import { guestTokenExpiry, type LinkClaims, mintSessionToken, readLinkToken, readSessionToken } from './guest-tokens.ts'
import { readAsGuest } from './reading.ts'
import { decideKnock, decideSeat, nameApart } from './rules.ts'
import { changeSeat, findParticipant, insertParticipant } from './seat-store.ts'
import { findTies } from './ties.ts'
import { findConsultation, lockEncounter } from './store.ts'

export interface OpenedLink {
  readonly view: GuestView
  /** For the cookie. */
  readonly token: string
  readonly expiresAt: Temporal.Instant
}

/**
 * Exchanges a link for a session that knows one visit, in one browser. Lets nobody in: a browser that has not knocked has
 * no seat. One that holds a guest's cookie already, of whichever visit, keeps its secret, and so the seats it has.
 * @throws linkInvalid (404) for a link that is forged, expired or closed, and in a browser that was refused or removed;
 *   consultationOver (409)
 */
export async function openGuestLink(
  dependencies: Dependencies,
  { token }: GuestLink,
  cookie: string | undefined,
): Promise<OpenedLink> {
  const claims = await readLinkToken(dependencies, token)
  if (claims === undefined) throw linkInvalid()
  const open = () => openLink(dependencies, claims, cookie)
  return await inTurnOfLink(claims.invitationId, () => inCrowd(dependencies.db, 'visiting', open))
}

async function openLink(
  dependencies: Dependencies,
  claims: LinkClaims,
  cookie: string | undefined,
): Promise<OpenedLink> {
  const { invitationId, consultationId } = claims
  const invitation = await findParticipant(dependencies.db, invitationId)
  if (invitation?.consultationId !== consultationId || invitation.accountId !== null) throw linkInvalid()
  const known = cookie === undefined ? undefined : await readSessionToken(dependencies, cookie)
  const browser = known?.browser ?? randomToken()
  const browserHash = hashToken(browser)
  const seat = await findSeatOfBrowser(dependencies.db, { invitationId, browserHash })
  const opens = seat === undefined ? invitation.linkClosedAt === null : decideSeat(seat, 'ask') !== 'notFound'
  if (!opens) throw linkInvalid()
  const visit = await findConsultation(dependencies.db, consultationId)
  if (visit === undefined) throw linkInvalid()
  if (visit.endedAt !== null) throw conflict('consultationOver')

  const now = dependencies.clock.now()
  const viewer: GuestViewer = { role: 'guest', consultationId, invitationId, browserHash, seatId: seat?.id }
  return {
    view: await readAsGuest(dependencies, viewer),
    token: await mintSessionToken(dependencies, { ...claims, browser }, now),
    expiresAt: guestTokenExpiry(now),
  }
}

/**
 * The guest says who they are and asks the doctor to be let in. Each browser knocks for itself, and whoever calls themselves
 * as somebody who is there already gets a number behind the name.
 * @throws linkInvalid (404) once the link is closed, or this browser was refused or removed; linkBusy (409) while as many as
 *   the doctor can look at are asking with this link; consultationOver (409)
 */
export async function askAsGuest(
  dependencies: Dependencies,
  viewer: GuestViewer,
  { name }: GuestAsk,
): Promise<GuestView> {
  const ask = async (trx: Transaction<Database>, announce: Announce): Promise<string> => {
    const encounter = await lockEncounter(trx, viewer.consultationId)
    if (encounter === undefined) throw notFound()
    const { relations } = await findTies(trx, viewer, encounter)
    authorize(consultationAccess.askAsGuest, viewer, relations, encounter.status)
    // Sought again: the same browser may have knocked a moment ago.
    const known = await findSeatOfBrowser(trx, viewer)
    if (known !== undefined) {
      if (decideSeat(known, 'ask') === 'notFound') throw linkInvalid()
      return known.id
    }
    const id = await knock(trx, viewer, name, dependencies.clock.now())
    await announceConsultation(trx, announce, viewer.consultationId)
    return id
  }
  const seatId = await inCrowd(dependencies.db, 'visiting', () => transact(dependencies, ask))
  return await readAsGuest(dependencies, { ...viewer, seatId })
}

/** A seat for this browser: the invitation's own for the first that knocks, another for each that follows. */
async function knock(
  trx: Transaction<Database>,
  { invitationId, consultationId, browserHash }: GuestViewer,
  saidName: string,
  now: Temporal.Instant,
): Promise<string> {
  const invitation = await findParticipant(trx, invitationId)
  if (invitation === undefined) throw linkInvalid()
  const decision = decideKnock(invitation, await listKnocks(trx, invitationId))
  if (decision === 'linkInvalid') throw linkInvalid()
  if (decision === 'linkBusy') throw conflict('linkBusy')
  const isFirst = decision === 'takeSeat'
  const others = await listNames(trx, consultationId)
  // What the doctor called the guest is no other person's name.
  const taken = isFirst ? others.toSpliced(others.indexOf(invitation.name), 1) : others
  const seat = { status: 'asking', name: nameApart(saidName, invitation.name, taken), browserHash } as const
  if (isFirst) return (await changeSeat(trx, invitationId, seat)).id
  const { kind, invitedBy } = invitation
  const added = { ...seat, consultationId, invitationId, kind, invitedBy, createdAt: now }
  return (await insertParticipant(trx, added)).id
}

function linkInvalid(): AppError {
  return new AppError(404, 'linkInvalid')
}
