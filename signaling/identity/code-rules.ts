/**
 * How often a code may be asked for and guessed at.
 *
 * A code belongs to the browser that asked for it, so that nobody's guesses spend another's code, and each browser has an
 * allowance of its own. One that has signed in at the address before (a device cookie, after OWASP, "Slow Down Online
 * Guessing Attacks with Device Cookies") is held to nothing else: whatever strangers do, the owner's own browser gets its
 * letter. All others together are strangers to the address, whose letters are bounded by the hour and the day, and those of
 * one network by less than half of that, so that it takes several networks to keep a new browser of the owner's waiting.
 *
 * Guesses follow from letters: strangers are sent 20 codes a day for an address and guess five times at each. That is 100
 * guesses in a million a day, one chance in 10,000, with 20 letters that tell the owner; NIST SP 800-63B-4, 3.2.2, allows 100
 * failed attempts before an account's authenticator is to be locked. NIST SP 800-63B, 5.1.3.2, asks for six digits, ten
 * minutes and a limit on guesses where a secret is sent out of band.
 */

/** Guesses at one code. With a million codes, five guesses hit with a chance of 1 in 200,000. */
export const codeAttempts = 5
/** Seconds between two codes for one browser. */
export const resendSeconds = 60

interface Allowance {
  readonly anHour: number
  readonly aDay: number
}

export const ofABrowser: Allowance = { anHour: 6, aDay: 20 }
export const ofANetwork: Allowance = { anHour: 5, aDay: 8 }
export const ofStrangers: Allowance = { anHour: 12, aDay: 20 }
/**
 * To all addresses together, from one network: whoever owns a domain has as many addresses as they like, makes an account of
 * each, and takes five places with each. A provider that puts a whole town behind one address has a new browser a minute, and
 * those that have signed in before are held to nothing.
 */
export const ofANetworkToAll: Allowance = { anHour: 60, aDay: 300 }

/** A code that was sent to the address, seen from who asks now. */
export interface SentCode {
  readonly sentAt: Temporal.Instant
  readonly toThisBrowser: boolean
  readonly toThisNetwork: boolean
  /** For a browser that has not signed in at the address before. */
  readonly toStranger: boolean
}

export interface CodeDecision {
  /** Seconds to wait; 0: send it. */
  readonly seconds: number
  /** What there is to wait for: one's own last codes, or those of others. */
  readonly because: 'codeTooSoon' | 'codeTooMany'
}

/** All codes of the last day that bear on the next, in any order. */
export interface SentCodes {
  /** For the address. */
  readonly toAddress: readonly SentCode[]
  /** When this network was sent codes, for whichever addresses. */
  readonly toNetworkAt: readonly Temporal.Instant[]
}

/**
 * Whether another code may be sent, or how long to wait.
 * @param known whether this browser has signed in at the address before
 */
export function decideCode(
  { toAddress: sent, toNetworkAt }: SentCodes,
  known: boolean,
  now: Temporal.Instant,
): CodeDecision {
  const own = sent.filter(({ toThisBrowser }) => toThisBrowser).map(timeOf)
  const strangers = known ? [] : sent.filter(({ toStranger }) => toStranger)
  const nearby = strangers.filter(({ toThisNetwork }) => toThisNetwork)
  const ownFreeAt = Math.max(freeAt(own, ofABrowser), Math.max(...own) + resendSeconds * 1000)
  const ofNetwork = known ? [] : toNetworkAt.map(({ epochMilliseconds }) => epochMilliseconds)
  const othersFreeAt = Math.max(
    freeAt(strangers.map(timeOf), ofStrangers),
    freeAt(nearby.map(timeOf), ofANetwork),
    freeAt(ofNetwork, ofANetworkToAll),
  )
  const seconds = Math.ceil((Math.max(ownFreeAt, othersFreeAt) - now.epochMilliseconds) / 1000)
  return { seconds: Math.max(0, seconds), because: othersFreeAt > ownFreeAt ? 'codeTooMany' : 'codeTooSoon' }
}

function timeOf({ sentAt }: SentCode): number {
  return sentAt.epochMilliseconds
}

const hour = 3_600_000

/** When, in milliseconds, an allowance has room again; -Infinity: it has. */
function freeAt(times: readonly number[], { anHour, aDay }: Allowance): number {
  const newestFirst = times.toSorted((one, other) => other - one)
  return Math.max((newestFirst[anHour - 1] ?? -Infinity) + hour, (newestFirst[aDay - 1] ?? -Infinity) + 24 * hour)
}
