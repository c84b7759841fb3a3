import { type DoctorOnDuty, isWidened, mayMeet, serves, type WaitingTicket } from '../waiting-room/eligibility.ts'
import { lineOf } from '../waiting-room/lines.ts'
import { compareDoctors } from '../waiting-room/order.ts'
import { type Option, suitability } from './suitability.ts'

/** Who may take the tickets of a kind. */
interface KindChoice {
  /** Best doctor first, for a patient whom none of them has seen. */
  readonly options: readonly Option[]
  /** Their ids, in the same order. */
  readonly mayTake: readonly string[]
}

/** Tickets that are alike to all doctors, but for who has seen the patient. */
export class Kind {
  readonly isWidened: boolean
  readonly #first: WaitingTicket
  readonly #doctors: readonly DoctorOnDuty[]
  readonly #now: Temporal.Instant
  readonly #choices = new Map<boolean, KindChoice>()

  /** @param first the one of them who came first */
  constructor(first: WaitingTicket, doctors: readonly DoctorOnDuty[], now: Temporal.Instant) {
    this.isWidened = isWidened(first, now)
    this.#first = first
    this.#doctors = doctors
    this.#now = now
  }

  /** @param widened with those who may stand in, after those of the specialty */
  choice(widened: boolean): KindChoice {
    const known = this.#choices.get(widened)
    if (known !== undefined) return known
    const isOwn = (doctor: DoctorOnDuty) => this.#first.expertId !== null || serves(doctor, this.#first.queue)
    const own = widened ? this.choice(false).options : this.#optionsAmong((doctor) => isOwn(doctor))
    const options = widened ? [...own, ...this.#optionsAmong((doctor) => !isOwn(doctor))] : own
    const choice = { options, mayTake: options.map(({ doctor }) => doctor.expertId) }
    this.#choices.set(widened, choice)
    return choice
  }

  hasEarlier(ticket: WaitingTicket, doctor: DoctorOnDuty): boolean {
    return arrivedBefore(this.#first, ticket) && mayMeet(this.#first, doctor, this.#now)
  }

  #optionsAmong(isMeant: (doctor: DoctorOnDuty) => boolean): Option[] {
    return this.#doctors
      .filter((doctor) => isMeant(doctor) && mayMeet(this.#first, doctor, this.#now))
      .map((doctor) => ({ doctor, suits: suitability(this.#first, doctor, nobodyKnown, this.#now) }))
      .toSorted((a, b) => compareDoctors(a.suits, b.suits))
  }
}

const nobodyKnown = new Map<string, never>()

/**
 * The tickets by kind: what doctors they may have, and in which order, is found out once for all that are alike. It costs
 * kinds × doctors, not tickets × doctors.
 */
export class Alike {
  readonly #kinds = new Map<string, Kind>()
  readonly #kindOf = new Map<WaitingTicket, Kind>()

  constructor(tickets: readonly WaitingTicket[], doctors: readonly DoctorOnDuty[], now: Temporal.Instant) {
    const byId = new Map(doctors.map((doctor) => [doctor.expertId, [doctor]]))
    for (const ticket of tickets.toSorted((a, b) => Temporal.Instant.compare(a.arrivedAt, b.arrivedAt))) {
      const isDue = Temporal.Instant.compare(ticket.notBefore, now) <= 0
      const key = [ticket.queue, isDue, isWidened(ticket, now), lineOf(ticket, now)].join(' ')
      const kind =
        this.#kinds.get(key) ??
        new Kind(ticket, ticket.expertId === null ? doctors : (byId.get(ticket.expertId) ?? []), now)
      this.#kinds.set(key, kind)
      this.#kindOf.set(ticket, kind)
    }
  }

  kindOf(ticket: WaitingTicket): Kind | undefined {
    return this.#kindOf.get(ticket)
  }

  /** Whether somebody whom this doctor could take came before the ticket. */
  hasEarlier(ticket: WaitingTicket, doctor: DoctorOnDuty): boolean {
    return this.#kinds.values().some((kind) => kind.hasEarlier(ticket, doctor))
  }
}

export function arrivedBefore(a: Pick<WaitingTicket, 'arrivedAt'>, b: Pick<WaitingTicket, 'arrivedAt'>): boolean {
  return Temporal.Instant.compare(a.arrivedAt, b.arrivedAt) < 0
}
