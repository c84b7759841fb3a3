import { errors, jwtVerify, SignJWT } from 'jose'
import type { Dependencies } from '../dependencies.ts'

/** A link is made to be sent on; what it is exchanged for stays in one browser. Neither opens what the other does. */
export type GuestTokenUse = 'link' | 'session'

export interface GuestClaims {
  readonly participantId: string
  readonly consultationId: string
}

const issuer = 'qiaoyi'
const algorithm = 'HS256'
const validHours = 24

/** Good for a day from `from` on, for one seat of one consultation. The same arguments give the same token. */
export function mintGuestToken(
  { settings }: Pick<Dependencies, 'settings'>,
  use: GuestTokenUse,
  { participantId, consultationId }: GuestClaims,
  from: Temporal.Instant,
): Promise<string> {
  const issuedAt = Math.floor(from.epochMilliseconds / 1000)
  return new SignJWT({ consultation: consultationId })
    .setProtectedHeader({ alg: algorithm })
    .setIssuer(issuer)
    .setAudience(`guest-${use}`)
    .setSubject(participantId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + validHours * 3600)
    .sign(settings.secret)
}

/** Until when a token minted at `from` is good. */
export function guestTokenExpiry(from: Temporal.Instant): Temporal.Instant {
  return from.add({ hours: validHours })
}

/** What a token says; undefined if it is forged, has expired or is for something else. Says nothing about whether the seat still stands. */
export async function readGuestToken(
  { settings, clock }: Pick<Dependencies, 'settings' | 'clock'>,
  use: GuestTokenUse,
  token: string,
): Promise<GuestClaims | undefined> {
  try {
    const { payload } = await jwtVerify<{ consultation?: unknown }>(token, settings.secret, {
      algorithms: [algorithm],
      issuer,
      audience: `guest-${use}`,
      requiredClaims: ['sub', 'exp', 'consultation'],
      currentDate: new Date(clock.now().epochMilliseconds),
    })
    if (typeof payload.sub !== 'string' || typeof payload.consultation !== 'string') return undefined
    return { participantId: payload.sub, consultationId: payload.consultation }
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}
