import { errors, jwtVerify, SignJWT } from 'jose'
import type { Dependencies } from '../dependencies.ts'

/** A link is made to be sent on; what it is exchanged for stays in one browser. Neither opens what the other does. */
type Use = 'link' | 'session'

export interface LinkClaims {
  /** The seat that the link was made for. */
  readonly invitationId: string
  readonly consultationId: string
}

export interface SessionClaims extends LinkClaims {
  /** The secret that tells this browser from every other with the same link: 32 random bytes. */
  readonly browser: string
}

const issuer = 'qiaoyi'
const algorithm = 'HS256'
const validHours = 24

/** For a link, good for a day from `from` on, to one invitation. The same arguments give the same token. */
export function mintLinkToken(
  dependencies: Pick<Dependencies, 'settings'>,
  { invitationId, consultationId }: LinkClaims,
  from: Temporal.Instant,
): Promise<string> {
  return mint(dependencies, 'link', invitationId, { consultation: consultationId }, from)
}

/** For a cookie, good for a day from `from` on, in one browser. */
export function mintSessionToken(
  dependencies: Pick<Dependencies, 'settings'>,
  { invitationId, consultationId, browser }: SessionClaims,
  from: Temporal.Instant,
): Promise<string> {
  return mint(dependencies, 'session', invitationId, { consultation: consultationId, browser }, from)
}

function mint(
  { settings }: Pick<Dependencies, 'settings'>,
  use: Use,
  subject: string,
  claims: Readonly<Record<string, string>>,
  from: Temporal.Instant,
): Promise<string> {
  const issuedAt = Math.floor(from.epochMilliseconds / 1000)
  return new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm })
    .setIssuer(issuer)
    .setAudience(`guest-${use}`)
    .setSubject(subject)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + validHours * 3600)
    .sign(settings.secret)
}

/** Until when a token minted at `from` is good. */
export function guestTokenExpiry(from: Temporal.Instant): Temporal.Instant {
  return from.add({ hours: validHours })
}

/** What a link says; undefined if it is forged, has expired or is no link. Says nothing about whether it is still open. */
export async function readLinkToken(
  dependencies: Pick<Dependencies, 'settings' | 'clock'>,
  token: string,
): Promise<LinkClaims | undefined> {
  const claims = await read(dependencies, 'link', token)
  return claims && { invitationId: claims.sub, consultationId: claims.consultation }
}

/** What a guest's cookie says; undefined if it is forged or has expired. Says nothing about whether a seat still stands. */
export async function readSessionToken(
  dependencies: Pick<Dependencies, 'settings' | 'clock'>,
  token: string,
): Promise<SessionClaims | undefined> {
  const claims = await read(dependencies, 'session', token)
  if (typeof claims?.browser !== 'string') return undefined
  return { invitationId: claims.sub, consultationId: claims.consultation, browser: claims.browser }
}

async function read({ settings, clock }: Pick<Dependencies, 'settings' | 'clock'>, use: Use, token: string) {
  try {
    const { payload } = await jwtVerify<{ consultation?: unknown; browser?: unknown }>(token, settings.secret, {
      algorithms: [algorithm],
      issuer,
      audience: `guest-${use}`,
      requiredClaims: ['sub', 'exp', 'consultation'],
      currentDate: new Date(clock.now().epochMilliseconds),
    })
    const { sub, consultation, browser } = payload
    return typeof sub === 'string' && typeof consultation === 'string' ? { sub, consultation, browser } : undefined
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}
