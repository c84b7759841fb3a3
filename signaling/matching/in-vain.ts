import type { WaitingTicket } from '../waiting-room/rules/eligibility.ts'

/** With so many doctors in vain, whether refused or at rest, it is the ticket that is wrong. */
const doctorsTried = 3
/** Lost once, a pair may be somebody else's who was faster: then the next plan has it no more. */
const lossesAllowed = 1
/** Whoever has the doctor or the place in hand (a booking, a rush of them) is done by then. */
const patienceSeconds = 5
/** Longer than between two ticks: a pair that is lost again after it has been in other hands since. */
const sameHoldSeconds = 3
/** For so long a pair that was given up is given up again at once. */
const lossRememberedSeconds = 60
/** Longer than some ticks, and short beside any visit: for so long what failed is tried after everything else. */
const rememberedSeconds = 10

interface Pair {
  readonly ticket: Pick<WaitingTicket, 'ticketId'>
  readonly doctor: { readonly expertId: string }
}

interface Loss {
  since: Temporal.Instant
  last: Temporal.Instant
  /** In this tick. */
  times: number
  givenUp: boolean
}

/**
 * The pairs that a tick has tried and could not commit: the rest of it plans without them, so that what can never be committed
 * keeps neither the doctor from the next ticket nor the ticket from the next doctor. The ticks after it try them last: else
 * whoever stands first would be given to the same doctor in each, in vain, and others to all doctors who come free.
 *
 * Where somebody has the doctor or the place in hand for a moment, the doctor rests until the next tick: given to whoever stands
 * behind, they would be gone for a whole visit.
 */
export class InVain {
  readonly #losses = new Map<string, Loss>()
  /** The ids of experts who are given to nobody for the rest of this tick. */
  readonly #resting = new Set<string>()
  /** Ticket id → for whom the experts rest. */
  readonly #restingFor = new Map<string, Set<string>>()
  /** Ticket id → the ids of the experts it can't be given to, by this tick. */
  readonly #refused = new Map<string, Set<string>>()
  /** What former ticks have tried: ticket id → expert id → until when that is remembered. */
  readonly #earlier = new Map<string, Map<string, Temporal.Instant>>()
  #mindsEarlier = false
  #size = 0

  beginTick(now: Temporal.Instant): void {
    for (const [ticketId, experts] of this.#earlier) {
      for (const [expertId, until] of experts) {
        if (Temporal.Instant.compare(until, now) <= 0) experts.delete(expertId)
      }
      if (experts.size === 0) this.#earlier.delete(ticketId)
    }
    const until = now.add({ seconds: rememberedSeconds })
    for (const [ticketId, experts] of this.#refused) {
      const earlier = this.#earlier.get(ticketId) ?? new Map<string, Temporal.Instant>()
      this.#earlier.set(ticketId, earlier)
      for (const expertId of experts) earlier.set(expertId, until)
    }
    for (const [key, loss] of this.#losses) {
      if (Temporal.Instant.compare(loss.last.add({ seconds: lossRememberedSeconds }), now) <= 0)
        this.#losses.delete(key)
      else loss.times = 0
    }
    this.#resting.clear()
    this.#restingFor.clear()
    this.#refused.clear()
    this.#mindsEarlier = this.#earlier.size > 0
    this.#size = 0
  }

  /** Lets this tick try also what former ticks have tried in vain; false where it does so already. */
  tryEarlier(): boolean {
    const minded = this.#mindsEarlier
    this.#mindsEarlier = false
    return minded
  }

  /** Of this tick: pairs that it can't commit, and doctors who rest. */
  get size(): number {
    return this.#size
  }

  /** Those that this tick has tried in vain, whether or not another doctor has taken them since. */
  get ticketIds(): string[] {
    return [...this.#refused.keys()]
  }

  /** The database said no, or an error came of it: trying again at once would end alike. */
  addRefused({ ticket: { ticketId }, doctor: { expertId } }: Pair): void {
    const experts = this.#refused.get(ticketId) ?? new Set()
    if (experts.has(expertId)) return
    this.#refused.set(ticketId, experts.add(expertId))
    this.#size += 1
  }

  /** Nothing was wrong, and nothing was done: somebody holds one of the two, or they are not what they seem. */
  addLost(pair: Pair, now: Temporal.Instant): void {
    const key = keyOf(pair.ticket.ticketId, pair.doctor.expertId)
    const loss = this.#losses.get(key) ?? { since: now, last: now, times: 0, givenUp: false }
    this.#losses.set(key, loss)
    if (Temporal.Instant.compare(loss.last.add({ seconds: sameHoldSeconds }), now) < 0) loss.since = now
    loss.last = now
    loss.times += 1
    if (loss.times <= lossesAllowed) return
    loss.givenUp ||= Temporal.Instant.compare(loss.since.add({ seconds: patienceSeconds }), now) <= 0
    if (loss.givenUp) this.addRefused(pair)
    else this.#rest(pair)
  }

  #rest({ ticket: { ticketId }, doctor: { expertId } }: Pair): void {
    if (this.#resting.has(expertId)) return
    const experts = this.#restingFor.get(ticketId) ?? new Set()
    this.#restingFor.set(ticketId, experts.add(expertId))
    this.#resting.add(expertId)
    this.#size += 1
    if (experts.size < doctorsTried) return
    for (const id of experts) {
      this.#resting.delete(id)
      this.addRefused({ ticket: { ticketId }, doctor: { expertId: id } })
    }
  }

  rests({ expertId }: Pair['doctor']): boolean {
    return this.#resting.has(expertId)
  }

  /** Whether the ticket can't be given to every doctor. */
  hasAny({ ticketId }: Pair['ticket']): boolean {
    return this.#refused.has(ticketId) || (this.#mindsEarlier && this.#earlier.has(ticketId))
  }

  has({ ticketId }: Pair['ticket'], { expertId }: Pair['doctor']): boolean {
    if (this.#mindsEarlier && this.#earlier.get(ticketId)?.has(expertId) === true) return true
    const experts = this.#refused.get(ticketId)
    return experts !== undefined && (experts.size >= doctorsTried || experts.has(expertId))
  }
}

function keyOf(ticketId: string, expertId: string): string {
  return `${ticketId} ${expertId}`
}
