import type { Specialty, QueueName } from '../../shapes.ts'
import { bestSharedLanguage, type DoctorOnDuty, serves } from './eligibility.ts'
import { inSteps } from './estimate.ts'
import type { LineFacts } from './lines.ts'
import { expectedMinutes } from './visit-length.ts'
import { standInsOf, widenUrgentAfterMinutes } from './widening.ts'

/** A doctor on duty and not on a break, for the forecast. Times are minutes from the moment of the forecast. */
export interface WorkingDoctor extends Pick<DoctorOnDuty, 'expertId' | 'specialties' | 'languages'> {
  /** When the visit under way ends, about; 0 for one who is free. */
  readonly freeIn: number
  readonly shiftEndsIn: number
  /** Starts of slots that are booked by patients who have not arrived. Ascending. */
  readonly bookedIn: readonly number[]
}

/** Those of a queue whom the same doctors may take, in order. */
export interface WaitingLine extends LineFacts {
  readonly name: string
  /** Ascending. */
  readonly keys: readonly number[]
  /** Minutes since they came, in the order of the keys. */
  readonly waited: readonly number[]
  /** Minutes until each may be called, in the order of the keys, of those booked with one expert; empty for all others. */
  readonly callableIn: readonly number[]
}

/** Minutes until a call, as said: from this key on so many, up to the next one's key; null where nobody on duty will. */
export type Step = readonly [key: number, minutes: number | null]

export interface LineForecast {
  /** How many on duty and not on a break may take these: with languages in common, time left, and who stands in. */
  readonly doctors: number
  readonly steps: readonly Step[]
}

/** Doctors who are alike to every ticket, the one free soonest first. */
interface Kind {
  readonly like: Pick<DoctorOnDuty, 'specialties' | 'languages'>
  /** Those who have time for a visit yet. */
  readonly doctors: Desk[]
  readonly all: readonly Desk[]
}

interface Desk {
  readonly expertId: string
  readonly shiftEndsIn: number
  /** Ascending: booked hours that are to come, whether the patients have arrived or not. */
  readonly bookedIn: number[]
  freeIn: number
  /** How many of `bookedIn` have been seen by then. */
  booked: number
}

/** No visit is shorter: whoever has less time left takes nobody. */
const shortestVisit = 10

/**
 * When everybody who waits is called, about: what the matcher will do if visits take as long as they usually do. In the one order
 * of the room each ticket gets the doctor who is the first to be free for it, who is then busy for a visit.
 *
 * One forecast is for all: it costs tickets × kinds of doctors, not tickets × doctors. Within a line estimates never fall
 * from one ticket to the next, so that a few steps say them all.
 */
export class Forecast {
  readonly #kinds: readonly Kind[]
  readonly #typical: (queue: QueueName) => number
  readonly #now: Temporal.Instant
  readonly lines = new Map<WaitingLine, LineForecast>()

  /** @param typical minutes a visit of a queue takes, about */
  constructor(
    lines: readonly WaitingLine[],
    doctors: readonly WorkingDoctor[],
    typical: (queue: QueueName) => number,
    now: Temporal.Instant,
  ) {
    this.#typical = typical
    this.#now = now
    this.#kinds = kindsOf(doctors)
    this.#run(lines)
  }

  /** Minutes, as said, until somebody routine who came now and could be seen by such a doctor would be called; null: by nobody on duty. */
  forNewcomer(facts: LineFacts): number | null {
    const { own } = this.#kindsFor(facts)
    const first = earliest(own, expectedMinutes(facts.queue), 0)
    return first === undefined ? null : inSteps(first.at)
  }

  #run(lines: readonly WaitingLine[]): void {
    const runs = lines.map((line) => ({ line, ...this.#kindsFor(line), steps: [] as Step[], over: false }))
    for (const run of runs) this.lines.set(run.line, { doctors: this.#countDoctors(run), steps: run.steps })
    const order = runs
      .flatMap((run) => run.line.keys.map((key, index) => ({ key, index, run })))
      .toSorted((a, b) => a.key - b.key)
    for (const { key, index, run } of order) {
      const minutes = run.over ? null : this.#callNext(run, index)
      // Whom nobody has time for, nobody has time for behind them.
      if (minutes === null) run.over = true
      const said = minutes === null ? null : inSteps(minutes)
      if (run.steps.length === 0 || run.steps.at(-1)?.[1] !== said) run.steps.push([key, said])
    }
  }

  #callNext({ line, own, standIns }: Run, index: number): number | null {
    const { expertId, urgency, waited, callableIn } = line
    if (expertId !== null) return callBooked(own, expertId, callableIn[index] ?? 0, this.#typical(line.queue))
    const needs = expectedMinutes(line.queue)
    const first = earliest(own, needs, 0)
    const widensIn = urgency === 'emergency' ? 0 : Math.max(0, widenUrgentAfterMinutes - (waited[index] ?? 0))
    const other = earliest(standIns, needs, widensIn)
    const chosen = other !== undefined && (first === undefined || other.at < first.at) ? other : first
    if (chosen === undefined) return null
    occupy(chosen.kind, chosen.desk, chosen.at + this.#typical(line.queue), this.#typical(line.queue))
    return chosen.at
  }

  #kindsFor(line: LineFacts): Pick<Run, 'own' | 'standIns'> {
    if (line.expertId !== null) return { own: this.#kinds, standIns: [] }
    const arrivedAt = this.#now
    const speaking = this.#kinds.filter(
      ({ like }) => line.interpreterWanted || bestSharedLanguage(line, like) !== undefined,
    )
    const mayStandIn: ReadonlySet<Specialty> = new Set(standInsOf({ ...line, arrivedAt }, this.#now))
    const isOwn = ({ like }: Kind) => serves(like, line.queue)
    return {
      own: speaking.filter(isOwn),
      standIns:
        mayStandIn.size === 0
          ? []
          : speaking.filter((kind) => !isOwn(kind) && kind.like.specialties.some((one) => mayStandIn.has(one))),
    }
  }

  #countDoctors({ line, own, standIns }: Run): number {
    const needs = expectedMinutes(line.queue)
    const may = ({ expertId, shiftEndsIn }: Desk) =>
      line.expertId === null ? shiftEndsIn >= needs : expertId === line.expertId
    return [...own, ...standIns].reduce((sum, { all }) => sum + all.filter(may).length, 0)
  }
}

interface Run {
  readonly line: WaitingLine
  readonly own: readonly Kind[]
  readonly standIns: readonly Kind[]
}

interface Found {
  readonly kind: Kind
  readonly desk: Desk
  readonly at: number
}

/** Who of these is the first to have `needs` minutes free before the end of the shift, not before `from`. */
function earliest(kinds: readonly Kind[], needs: number, from: number): Found | undefined {
  let best: Found | undefined
  for (const kind of kinds) {
    const desk = kind.doctors.find((one) => Math.max(one.freeIn, from) + needs <= one.shiftEndsIn)
    if (desk === undefined) continue
    const at = Math.max(desk.freeIn, from)
    if (best === undefined || at < best.at) best = { kind, desk, at }
  }
  return best
}

/**
 * When a patient is called by the doctor they have booked, who sees them at any length while the shift lasts, and takes others
 * until their hour has come.
 */
function callBooked(kinds: readonly Kind[], expertId: string, callableIn: number, typical: number): number | null {
  for (const kind of kinds) {
    const desk = kind.all.find((one) => one.expertId === expertId)
    if (desk === undefined) continue
    const at = Math.max(freeFrom(desk, callableIn, typical), callableIn)
    if (at >= desk.shiftEndsIn) return null
    const next = nextBooked(desk, callableIn)
    if (callableIn > desk.freeIn) desk.bookedIn.splice(next, 0, callableIn)
    else {
      desk.booked = next
      occupy(kind, desk, at + typical, typical)
    }
    return at
  }
  return null
}

/** When a doctor is free who by then has seen everybody whose booked hour comes before `hour`. */
function freeFrom(desk: Desk, hour: number, typical: number): number {
  const before = desk.bookedIn.slice(desk.booked, nextBooked(desk, hour))
  return before.reduce((free, start) => Math.max(free, start) + typical, desk.freeIn)
}

/** The index of the first booked hour that comes after `hour` and has not been seen. */
function nextBooked({ bookedIn, booked }: Desk, hour: number): number {
  const next = bookedIn.findIndex((start, index) => index >= booked && start > hour)
  return next === -1 ? bookedIn.length : next
}

/** Keeps a doctor busy until then, and with those whose booked hour has come by that time. */
function occupy(kind: Kind, desk: Desk, until: number, typical: number): void {
  const place = kind.doctors.indexOf(desk)
  if (place !== -1) kind.doctors.splice(place, 1)
  desk.freeIn = until
  seeBooked(desk, typical)
  if (desk.freeIn + shortestVisit > desk.shiftEndsIn) return
  const behind = kind.doctors.findIndex((other) => other.freeIn > desk.freeIn)
  kind.doctors.splice(behind === -1 ? kind.doctors.length : behind, 0, desk)
}

function seeBooked(desk: Desk, typical: number): void {
  while ((desk.bookedIn[desk.booked] ?? Infinity) <= desk.freeIn) {
    desk.booked += 1
    desk.freeIn += typical
  }
}

function kindsOf(doctors: readonly WorkingDoctor[]): Kind[] {
  const alike = Map.groupBy(doctors, ({ specialties, languages }) => {
    const spoken = languages.map(({ language }) => language).toSorted()
    return `${specialties.toSorted().join(' ')} / ${spoken.join(' ')}`
  })
  return [...alike.values()].flatMap((some) => {
    const [like] = some
    if (like === undefined) return []
    const all = some.map(({ expertId, freeIn, shiftEndsIn, bookedIn }): Desk => ({
      expertId,
      freeIn,
      shiftEndsIn,
      bookedIn: [...bookedIn],
      booked: 0,
    }))
    return [{ like, all, doctors: all.toSorted((a, b) => a.freeIn - b.freeIn) }]
  })
}
