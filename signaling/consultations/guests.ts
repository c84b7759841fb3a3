import type { GuestViewer } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { readGuestToken } from './guest-tokens.ts'
import { findParticipant } from './store.ts'

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

/**
 * Whoever holds this guest's cookie; undefined when it is forged or has expired. Somebody refused or removed, or whose visit
 * is over, is still known, so that their screen can say so; what they may do is decided with the seat in hand.
 */
export async function findGuest(
  dependencies: Pick<Dependencies, 'db' | 'clock' | 'settings'>,
  token: string,
): Promise<GuestViewer | undefined> {
  const claims = await readGuestToken(dependencies, 'session', token)
  if (claims === undefined) return undefined
  const participant = await findParticipant(dependencies.db, claims.participantId)
  if (participant?.consultationId !== claims.consultationId) return undefined
  return { role: 'guest', participantId: participant.id, consultationId: participant.consultationId }
}
