import type { GuestViewer } from '../access.ts'
import { inCrowd } from '../crowds.ts'
import type { Dependencies } from '../dependencies.ts'
import { hashToken } from '../tokens.ts'
import { Turns } from '../turns.ts'
import { findSeatInVisit, findSeatOfBrowser } from './guest-store.ts'
import { readSessionToken } from './guest-tokens.ts'
import { findParticipant } from './seat-store.ts'

/** The name of the cookie that a guest's link is exchanged for. */
export const guestCookie = 'qiaoyi_guest'

interface GuestCookieOptions {
  readonly httpOnly: true
  readonly sameSite: 'lax'
  readonly path: '/api/guest'
  readonly secure: boolean
  readonly expires?: Date
}

/** For setting and clearing the guest's cookie; `expiresAt` only for setting. */
export function guestCookieOptions(publicUrl: string, expiresAt?: Temporal.Instant): GuestCookieOptions {
  return {
    httpOnly: true,
    sameSite: 'lax',
    path: '/api/guest',
    secure: publicUrl.startsWith('https:'),
    ...(expiresAt && { expires: new Date(expiresAt.epochMilliseconds) }),
  }
}

const turnsOfLinks = new Turns()

/** One after the other of those who came by a link: however many browsers it has, the lines of all guests are kept from nobody. */
export async function inTurnOfLink<Result>(invitationId: string, work: () => Promise<Result>): Promise<Result> {
  const endTurn = await turnsOfLinks.take(invitationId, 1)
  try {
    return await work()
  } finally {
    endTurn()
  }
}

/**
 * Whoever holds this guest's cookie; undefined when it is forged or has expired. Somebody refused or removed, or whose visit
 * is over, is still known, so that their screen can say so; what they may do is decided with the seat in hand.
 */
export async function findGuest(
  dependencies: Pick<Dependencies, 'db' | 'clock' | 'settings'>,
  token: string,
): Promise<GuestViewer | undefined> {
  const claims = await readSessionToken(dependencies, token)
  if (claims === undefined) return undefined
  const { invitationId, consultationId } = claims
  const browserHash = hashToken(claims.browser)
  const { db } = dependencies
  const look = async () => ({
    invitation: await findParticipant(db, invitationId),
    seat: await findSeatOfBrowser(db, { invitationId, browserHash }),
  })
  const { invitation, seat } = await inTurnOfLink(invitationId, () => inCrowd(db, 'knowing', look))
  if (invitation?.consultationId !== consultationId) return undefined
  return { role: 'guest', consultationId, invitationId, browserHash, seatId: seat?.id }
}

/**
 * This guest in the visit that their page shows, which may be another than the one that their cookie names; undefined where their
 * browser has no seat of its own there. To know a visit is to be let into none.
 */
export async function findGuestIn(
  { db }: Pick<Dependencies, 'db'>,
  guest: GuestViewer,
  consultationId: string,
): Promise<GuestViewer | undefined> {
  if (guest.consultationId === consultationId) return guest
  const { browserHash } = guest
  const look = () => findSeatInVisit(db, { consultationId, browserHash })
  const seat = await inTurnOfLink(guest.invitationId, () => inCrowd(db, 'knowing', look))
  return seat && { ...guest, consultationId, invitationId: seat.invitationId ?? seat.id, seatId: seat.id }
}
