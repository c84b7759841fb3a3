import { authorize, type GuestViewer } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { AppError, conflict, notFound } from '../errors.ts'
import { transact } from '../live/transact.ts'
import { consultationAccess } from './access.ts'
import { announceConsultation } from './announcing.ts'
import type { GuestAsk, GuestLink, GuestView } from './contract.ts'
import { guestTokenExpiry, mintGuestToken, readGuestToken } from './guest-tokens.ts'
import { readAsGuest } from './reading.ts'
import { decideSeat } from './rules.ts'
import { findStanding } from './standing.ts'
import { changeSeat, findConsultation, findParticipant, lockConsultation } from './store.ts'

export interface OpenedLink {
  readonly view: GuestView
  /** For the cookie. */
  readonly token: string
  readonly expiresAt: Temporal.Instant
}

/**
 * Exchanges a link for a session that knows one seat of one visit. Opens nothing for somebody turned away.
 * @throws linkInvalid (404) for a forged or expired link and for a seat that was refused or removed; consultationOver (409)
 */
export async function openGuestLink(dependencies: Dependencies, { token }: GuestLink): Promise<OpenedLink> {
  const claims = await readGuestToken(dependencies, 'link', token)
  if (claims === undefined) throw new AppError(404, 'linkInvalid')
  const seat = await findParticipant(dependencies.db, claims.participantId)
  if (seat?.consultationId !== claims.consultationId || seat.accountId !== null) throw new AppError(404, 'linkInvalid')
  if (seat.status === 'refused' || seat.status === 'removed') throw new AppError(404, 'linkInvalid')
  const visit = await findConsultation(dependencies.db, claims.consultationId)
  if (visit === undefined) throw new AppError(404, 'linkInvalid')
  if (visit.endedAt !== null) throw conflict('consultationOver')

  const now = dependencies.clock.now()
  return {
    view: await readAsGuest(dependencies, { role: 'guest', ...claims }),
    token: await mintGuestToken(dependencies, 'session', claims, now),
    expiresAt: guestTokenExpiry(now),
  }
}

/** The guest says who they are and asks the doctor to be let in. */
export async function askAsGuest(
  dependencies: Dependencies,
  viewer: GuestViewer,
  { name }: GuestAsk,
): Promise<GuestView> {
  await transact(dependencies, async (trx, announce) => {
    const visit = await lockConsultation(trx, viewer.consultationId)
    if (visit === undefined) throw notFound()
    const { seat, relations } = await findStanding(trx, viewer, visit)
    authorize(consultationAccess.askAsGuest, viewer, relations, visit.status)
    if (seat === undefined) throw notFound()
    const decision = decideSeat(seat, 'ask')
    if (decision === 'notFound') throw new AppError(404, 'linkInvalid')
    if (typeof decision === 'string') return
    await changeSeat(trx, seat.id, { ...decision, name: name.trim() || seat.name })
    await announceConsultation(trx, announce, viewer.consultationId)
  })
  return await readAsGuest(dependencies, viewer)
}
