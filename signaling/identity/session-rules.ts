import type { AccountRole } from '../access.ts'
import { earlier, later } from '../instants.ts'

type Instant = Temporal.Instant

interface Life {
  /** Hours without use after which a session is over. */
  readonly idle: number
  /** Hours after which it is over, however much it is used. */
  readonly most: number
}

/**
 * Compatriots come back from their own phones for a follow-up weeks later, and a code by e-mail is a hurdle to the old: NIST SP
 * 800-63B-4, 2.1.3, asks for a sign-in every thirty days. A doctor's or coordinator's browser opens records of others: half a
 * day without use covers the longest break of a shift, and after a day they sign in anew (2.2.3 of the same: no more than 24
 * hours). That inactivity is allowed for longer than the hour named there is on purpose (OWASP ASVS 5.0, 7.1.1, asks to say
 * so): whoever waits for patients with the page open does nothing for hours, and must be reached by the next one.
 */
export const sessionLife: Record<AccountRole, Life> = {
  compatriot: { idle: 30 * 24, most: 30 * 24 },
  doctor: { idle: 12, most: 24 },
  coordinator: { idle: 12, most: 24 },
}

/** Minutes between two notes of a session's use: one write for all that a page asks meanwhile. */
const noteUseEvery = 5
/** Minutes that a session used in a visit lasts at least: after the end its note is still to be signed. */
const afterVisit = 60

export interface SessionUse {
  readonly role: AccountRole
  readonly createdAt: Instant
  /** When it was last noted to be in use. */
  readonly usedAt: Instant
  /** When it is over, unless it is used again. */
  readonly expiresAt: Instant
  /** Whether its account holds or has a visit that is open. */
  readonly inVisit: boolean
}

/** When a session that is used now is over, unless it is used again. A visit under way keeps it open beyond that. */
export function sessionEnd(
  { role, createdAt, inVisit }: Pick<SessionUse, 'role' | 'createdAt' | 'inVisit'>,
  now: Instant,
): Instant {
  const { idle, most } = sessionLife[role]
  const [unused, at] = [now.add({ hours: idle }), createdAt.add({ hours: most })]
  const end = earlier(unused, at)
  return inVisit ? later(end, now.add({ minutes: afterVisit })) : end
}

interface NoteBounds {
  readonly unlessSince: Instant
  readonly orBefore: Instant
}

/**
 * A use now is noted unless one was noted after `unlessSince`; where the session is over before `orBefore`, all the same, so that a
 * visit's end leaves it the time for its note.
 */
export function noteBounds({ inVisit }: Pick<SessionUse, 'inVisit'>, now: Instant): NoteBounds {
  return {
    unlessSince: now.subtract({ minutes: noteUseEvery }),
    orBefore: inVisit ? now.add({ minutes: afterVisit - noteUseEvery }) : now,
  }
}

/** Whether a use of the session now is to be noted. Those of compatriots last as long as they do, used or not. */
export function isUseNoted(use: SessionUse, now: Instant): boolean {
  const { role, usedAt, expiresAt, inVisit } = use
  const { idle, most } = sessionLife[role]
  // Asked with each request: most are compatriots', and cost no arithmetic.
  if (idle >= most && !inVisit) return false
  const { unlessSince, orBefore } = noteBounds(use, now)
  const isDue = Temporal.Instant.compare(usedAt, unlessSince) <= 0
  return isDue || Temporal.Instant.compare(expiresAt, orBefore) < 0
}

/** Hours for which a visit under way may keep a session that is over: its row and its cookie stay for so long, and the row decides. */
export const keptOpenHours = 24
