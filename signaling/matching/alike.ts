import type { Specialty } from '../shapes.ts'
import { type DoctorOnDuty, isWidened, mayMeet, serves, type WaitingTicket } from '../waiting-room/rules/eligibility.ts'
import { lineOf } from '../waiting-room/rules/lines.ts'
import { compareDoctors } from '../waiting-room/rules/order.ts'
import { specialtyOf, standInsOf } from '../waiting-room/rules/widening.ts'
import { type Option, suitability } from './suitability.ts'

/** The free doctors, found by specialty and language: a ticket asks for few of them, and there are thousands. */
class Doctors {
  readonly #by = new Map<string, DoctorOnDuty[]>()

  constructor(doctors: readonly DoctorOnDuty[]) {
    for (const doctor of doctors) {
      const spoken = doctor.languages.map(({ language }) => language)
      for (const specialty of doctor.specialties) {
        for (const language of [anyLanguage, ...spoken]) {
          const key = `${specialty} ${language}`
          const those = this.#by.get(key)
          if (those === undefined) this.#by.set(key, [doctor])
          else those.push(doctor)
        }
      }
    }
  }

  /** Those of any of these specialties who share a language with the ticket, or all where an interpreter is wanted; each once. */
  find(specialties: readonly Specialty[], { interpreterWanted, languages }: WaitingTicket): Set<DoctorOnDuty> {
    const wanted = interpreterWanted ? [anyLanguage] : languages
    return new Set(
      specialties.flatMap((specialty) => wanted.flatMap((language) => this.#by.get(`${specialty} ${language}`) ?? [])),
    )
  }
}

const anyLanguage = 'any'

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
  readonly #doctors: Doctors
  /** Whoever has been booked, for a ticket that waits for them alone. */
  readonly #booked: DoctorOnDuty | undefined
  readonly #now: Temporal.Instant
  readonly #choices = new Map<boolean, KindChoice>()

  /** @param first the one of them who came first */
  constructor(first: WaitingTicket, doctors: Doctors, booked: DoctorOnDuty | undefined, now: Temporal.Instant) {
    this.isWidened = isWidened(first, now)
    this.#first = first
    this.#doctors = doctors
    this.#booked = booked
    this.#now = now
  }

  /** @param widened with those who may stand in, after those of the specialty */
  choice(widened: boolean): KindChoice {
    const known = this.#choices.get(widened)
    if (known !== undefined) return known
    const options = widened ? [...this.choice(false).options, ...this.#standIns()] : this.#own()
    const choice = { options, mayTake: options.map(({ doctor }) => doctor.expertId) }
    this.#choices.set(widened, choice)
    return choice
  }

  isEarlier(ticket: WaitingTicket): boolean {
    return arrivedBefore(this.#first, ticket)
  }

  mayMeet(doctor: DoctorOnDuty): boolean {
    return mayMeet(this.#first, doctor, this.#now)
  }

  #own(): Option[] {
    const { expertId, queue } = this.#first
    if (expertId !== null) return this.#optionsAmong(this.#booked === undefined ? [] : [this.#booked])
    return this.#optionsAmong([...this.#doctors.find([specialtyOf(queue)], this.#first)])
  }

  #standIns(): Option[] {
    const { queue } = this.#first
    const standIns = this.#doctors.find(standInsOf(this.#first, this.#now), this.#first)
    return this.#optionsAmong([...standIns].filter((doctor) => !serves(doctor, queue)))
  }

  #optionsAmong(doctors: readonly DoctorOnDuty[]): Option[] {
    return doctors
      .filter((doctor) => this.mayMeet(doctor))
      .map((doctor) => ({ doctor, suits: suitability(this.#first, doctor, nobodyKnown, this.#now) }))
      .toSorted((a, b) => compareDoctors(a.suits, b.suits))
  }
}

const nobodyKnown = new Map<string, never>()

/**
 * The tickets by kind: what doctors they may have, and in which order, is found out once for all that are alike. It costs
 * kinds × those doctors who come into question, not tickets × doctors.
 */
export class Alike {
  /** In the order in which the first of each came. */
  readonly #kinds = new Map<string, Kind>()
  readonly #kindsOf = new Map<Specialty, Kind[]>()
  /** Those that doctors of other specialties may take as well. */
  readonly #elsewhere: Kind[] = []
  readonly #kindOf = new Map<WaitingTicket, Kind>()

  readonly #byId: ReadonlyMap<string, DoctorOnDuty>
  readonly #free: Doctors
  readonly #now: Temporal.Instant

  constructor(doctors: readonly DoctorOnDuty[], now: Temporal.Instant) {
    this.#byId = new Map(doctors.map((doctor) => [doctor.expertId, doctor]))
    this.#free = new Doctors(doctors)
    this.#now = now
  }

  /** Those who came first are to be added first. */
  add(ticket: WaitingTicket): void {
    const now = this.#now
    const isDue = Temporal.Instant.compare(ticket.notBefore, now) <= 0
    const key = [ticket.queue, isDue, isWidened(ticket, now), lineOf(ticket, now)].join(' ')
    const known = this.#kinds.get(key)
    const kind = known ?? new Kind(ticket, this.#free, this.#byId.get(ticket.expertId ?? ''), now)
    if (known === undefined) this.#enter(key, kind, ticket)
    this.#kindOf.set(ticket, kind)
  }

  #enter(key: string, kind: Kind, { queue, expertId }: WaitingTicket): void {
    this.#kinds.set(key, kind)
    if (kind.isWidened || expertId !== null) this.#elsewhere.push(kind)
    const specialty = specialtyOf(queue)
    const those = this.#kindsOf.get(specialty)
    if (those === undefined) this.#kindsOf.set(specialty, [kind])
    else those.push(kind)
  }

  kindOf(ticket: WaitingTicket): Kind | undefined {
    return this.#kindOf.get(ticket)
  }

  /** Whether somebody whom this doctor could take came before the ticket. */
  hasEarlier(ticket: WaitingTicket, doctor: DoctorOnDuty): boolean {
    const own = doctor.specialties.map((specialty) => this.#kindsOf.get(specialty) ?? [])
    return [...own, this.#elsewhere].some((kinds) => {
      for (const kind of kinds) {
        if (!kind.isEarlier(ticket)) return false
        if (kind.mayMeet(doctor)) return true
      }
      return false
    })
  }
}

/** Whoever came first is first. Instants are dear to compare: twenty thousand take a tenth of a second, their milliseconds a tenth of that. */
export function inOrderOfArrival(tickets: readonly WaitingTicket[]): WaitingTicket[] {
  return tickets
    .map((ticket) => ({ ticket, ms: ticket.arrivedAt.epochMilliseconds }))
    .toSorted((a, b) => a.ms - b.ms || Temporal.Instant.compare(a.ticket.arrivedAt, b.ticket.arrivedAt))
    .map(({ ticket }) => ticket)
}

export function arrivedBefore(a: Pick<WaitingTicket, 'arrivedAt'>, b: Pick<WaitingTicket, 'arrivedAt'>): boolean {
  return Temporal.Instant.compare(a.arrivedAt, b.arrivedAt) < 0
}
