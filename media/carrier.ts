import { randomBytes } from 'node:crypto'

/**
 * What the application knows of whoever carries the video. Rooms are created by the server alone, under names nobody
 * can guess; a token for one is the only way in.
 */
export interface Carrier {
  /** The WebSocket URL that browsers connect to. */
  readonly url: string

  /**
   * Makes sure that the room exists. Idempotent and cheap (one request): call it before every {@link Carrier.admit},
   * because a carrier that was restarted has forgotten its rooms.
   */
  openRoom(room: string): Promise<void>

  /**
   * Mints what one person needs to enter one room. Says nothing about whether they may: call it only after their
   * admission has been committed.
   */
  admit(admission: Admission): Promise<Entry>

  /**
   * Puts somebody out of the room; resolves as well if they are not in it. They could come back with a token that has
   * not expired, or with the fresh ones that the carrier hands to connected clients: whoever must stay out calls for
   * a new room, into which the others are admitted, and for this one to be closed.
   */
  remove(room: string, identity: string): Promise<void>

  /** Puts everybody out and forgets the room; resolves as well if there is none. Only `openRoom` opens it again. */
  closeRoom(room: string): Promise<void>

  /** Who is in the room at this moment. Throws a `notFound` error if the carrier has no such room. */
  whoIsThere(room: string): Promise<Presence[]>

  /**
   * Verifies a webhook and reads it. Webhooks come late, twice, in any order or never: dedupe by `id`, and reconcile
   * with {@link Carrier.whoIsThere}.
   * @param body the request's body as it came, byte for byte
   * @param authorization the request's Authorization header
   * @returns undefined for an event that means nothing to us
   * @throws a `forged` error if it was not signed by the carrier
   */
  readEvent(body: string, authorization: string | undefined): Promise<CarrierEvent | undefined>
}

export interface Admission {
  readonly room: string
  /** Opaque and unique in the room: a second entry with the same identity puts the first one out. */
  readonly identity: string
  /** Shown to the others in the room. */
  readonly displayName: string
  /** What they may send; everybody may see and hear the others. */
  readonly mayPublish: readonly Source[]
}

export type Source = 'microphone' | 'camera' | 'screen'

export interface Entry {
  readonly url: string
  readonly token: string
  /** The token opens the room until then; once inside, one stays inside. */
  readonly expiresAt: Temporal.Instant
}

export interface Presence {
  readonly identity: string
  /** Changes with each entry, so that a late `left` of an earlier entry can be told from one of this. */
  readonly entryId: string
  readonly joinedAt: Temporal.Instant
  readonly publishes: readonly Source[]
}

export type CarrierEvent = { readonly id: string; readonly room: string; readonly occurredAt: Temporal.Instant } & (
  | { readonly kind: 'roomOpened' | 'roomClosed' }
  | { readonly kind: 'joined' | 'left'; readonly identity: string; readonly entryId: string }
)

/**
 * `unreachable`: no answer, or an answer that it can't serve now; trying again may help. `notFound`: the carrier has no
 * such room. `refused`: it does not accept our keys or the request; trying again won't help. `forged`: a webhook that
 * the carrier did not sign.
 */
/** `coming`: there is none yet, and one is being got; `unreachable`: there should be one, and it does not answer. */
export type CarrierErrorKind = 'unreachable' | 'coming' | 'notFound' | 'refused' | 'forged'

export class CarrierError extends Error {
  override readonly name = 'CarrierError'
  readonly kind: CarrierErrorKind

  constructor(kind: CarrierErrorKind, message: string, cause?: unknown) {
    super(message, { cause })
    this.kind = kind
  }
}

/** A room name that can't be guessed: 128 random bits. Carries nothing about who meets in it. */
export function randomRoomName(): string {
  return randomBytes(16).toString('base64url')
}
