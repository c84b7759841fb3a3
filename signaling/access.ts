import { conflict, AppError, notFound } from './errors.ts'
import type { ErrorCode } from './error-codes.ts'
import type { Locale } from './shapes.ts'
import type { roles } from './vocabulary.ts'

export type AccountRole = (typeof roles)[number]
export type Role = AccountRole | 'guest'

/** Somebody signed in with an account. */
export interface AccountViewer {
  readonly role: AccountRole
  readonly accountId: string
  readonly sessionId: string
  readonly sessionExpiresAt: Temporal.Instant
  readonly name: string
  readonly locale: Locale
  /** The panel entry of a doctor's account; undefined for everybody else. */
  readonly expertId: string | undefined
}

/** An interpreter or relative who came by a signed link, in one browser: knows one consultation, nothing else. */
export interface GuestViewer {
  readonly role: 'guest'
  readonly consultationId: string
  /** The seat that the link was made for. It is another browser's once that one has knocked. */
  readonly invitationId: string
  /** Of the secret that this browser keeps. */
  readonly browserHash: Buffer
  /** This browser's own seat; undefined before it has knocked. */
  readonly seatId: string | undefined
}

export type Viewer = AccountViewer | GuestViewer

/** An account, or the browser of a guest. */
export function personOf(viewer: Viewer): string {
  return viewer.role === 'guest' ? viewer.browserHash.toString('hex') : viewer.accountId
}

/**
 * One line of a room's access table: which roles may do this, in which relation to the record, and in which states of
 * the record. `any` as a relation: every record, or there is no record. `onPanel` needs no record either: a doctor who stands on the
 * panel, and has not retired; it is looked at with the role.
 */
export interface AccessRule {
  readonly name: string
  /** Open to everybody, signed in or not. */
  readonly open: boolean
  readonly who: Readonly<Partial<Record<Role, readonly string[]>>>
  readonly while: readonly string[] | undefined
  /** The code answered when the record is in another state. */
  readonly otherwise: ErrorCode
  /** The code of a state that has one of its own. */
  readonly otherwiseWhile: Readonly<Record<string, ErrorCode>>
}

interface RuleLine {
  readonly who: 'everybody' | Partial<Record<Role, readonly string[]>>
  readonly while?: readonly string[]
  readonly otherwise?: ErrorCode
  readonly otherwiseWhile?: Readonly<Record<string, ErrorCode>>
}

/**
 * A room's table: `defineAccess('ticket', { leave: { who: { compatriot: ['owner'] }, while: ['waiting'], otherwise: … } })`.
 * Routes and live topics name a line of it as their `access`; the test of all routes walks them.
 */
export function defineAccess<Name extends string>(
  room: string,
  lines: Record<Name, RuleLine>,
): Record<Name, AccessRule> {
  const rules = Object.entries<RuleLine>(lines).map(([name, line]) => [
    name,
    {
      name: `${room}.${name}`,
      open: line.who === 'everybody',
      who: line.who === 'everybody' ? {} : line.who,
      while: line.while,
      otherwise: line.otherwise ?? 'notFound',
      otherwiseWhile: line.otherwiseWhile ?? {},
    },
  ])
  return Object.fromEntries(rules) as Record<Name, AccessRule>
}

/** Before anything is read: 401 without a session, and for whom the rule doesn't name 404 where there is a record to hide, else 403. */
export function admitRole(rule: AccessRule, viewer: Viewer | undefined, hasRecord: boolean): void {
  if (rule.open) return
  if (viewer === undefined) throw new AppError(401, 'unauthenticated')
  if (!mayCome(rule, viewer)) throw hasRecord ? notFound() : new AppError(403, 'forbidden')
}

function mayCome({ who }: AccessRule, viewer: Viewer): boolean {
  const relations = who[viewer.role]
  if (relations?.includes('onPanel') !== true) return relations !== undefined
  return viewer.role !== 'guest' && viewer.expertId !== undefined
}

/**
 * With the record in hand: 404 unless the viewer stands in one of the rule's relations to it, 409 with the rule's code
 * when its state doesn't allow this. `relations` are those the viewer does have; `any` is implied.
 */
export function authorize(rule: AccessRule, viewer: Viewer, relations: readonly string[], status?: string): void {
  const allowed = rule.who[viewer.role] ?? []
  if (!allowed.includes('any') && !relations.some((relation) => allowed.includes(relation))) throw notFound()
  if (rule.while === undefined || status === undefined || rule.while.includes(status)) return
  throw conflict(rule.otherwiseWhile[status] ?? rule.otherwise)
}
