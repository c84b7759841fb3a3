import type { InstantRange } from '../../db/tables.ts'
import { cutSlots, freeSlots, mostAtOnce, mostSlots } from './rules.ts'

/** A shift of which slots are cut. */
interface Cut {
  readonly shiftId: string
  readonly during: InstantRange
  readonly slotMinutes: number
}

interface FoundSlot<Shift> extends InstantRange {
  readonly shift: Shift
}

/** Shifts that begin at one moment and are of one kind have the same slots. */
export function kindOf({ during, slotMinutes }: Pick<Cut, 'during' | 'slotMinutes'>): string {
  return `${during.end.epochMilliseconds} ${slotMinutes}`
}

/**
 * The first free slots of a search, as far as its shifts have been read. They are read in the order in which they begin, and hundreds
 * may begin at one moment: {@link until} and {@link fullKinds} say which of them need no reading.
 */
export class FirstSlots<Shift extends Cut> {
  readonly #from: Temporal.Instant
  readonly #now: Temporal.Instant
  #until: Temporal.Instant
  #slots: FoundSlot<Shift>[] = []
  /** When slots begin (milliseconds since 1970) → how many of those found. */
  readonly #foundAt = new Map<number, number>()
  /** The kinds of the shifts that begin with the last one read. */
  readonly #kinds = new Map<string, Shift>()

  /** @param stretch slots begin within it */
  constructor(stretch: InstantRange, now: Temporal.Instant) {
    this.#from = stretch.start
    this.#until = stretch.end
    this.#now = now
  }

  /** In order. */
  get slots(): readonly FoundSlot<Shift>[] {
    return this.#slots
  }

  /** No slot that begins then or later is missing. */
  get until(): Temporal.Instant {
    return this.#until
  }

  /** Of shifts that begin with the last one read: at each moment of theirs as many slots are found as are shown. */
  get fullKinds(): string[] {
    const isFull = (shift: Shift): boolean =>
      this.#freeOf(shift, []).every(({ start }) => this.#countAt(start) >= mostAtOnce)
    return [...this.#kinds].filter(([, shift]) => isFull(shift)).map(([kind]) => kind)
  }

  /**
   * @param shifts the next ones
   * @param takenOf what is taken of a shift, by its id
   */
  add(shifts: readonly Shift[], takenOf: (shiftId: string) => readonly InstantRange[]): void {
    for (const shift of shifts) {
      for (const slot of this.#freeOf(shift, takenOf(shift.shiftId))) {
        const found = this.#countAt(slot.start)
        if (found >= mostAtOnce) continue
        this.#foundAt.set(slot.start.epochMilliseconds, found + 1)
        this.#slots.push({ ...slot, shift })
      }
    }
    this.#noteKinds(shifts)
    this.#slots.sort((one, other) => Temporal.Instant.compare(one.start, other.start))
    this.#slots = this.#slots.slice(0, mostSlots)
    const last = this.#slots.length === mostSlots ? this.#slots.at(-1) : undefined
    if (last !== undefined) this.#until = last.start
  }

  #noteKinds(shifts: readonly Shift[]): void {
    const startsAt = shifts.at(-1)?.during.start
    if (startsAt === undefined) return
    for (const [kind, shift] of this.#kinds) {
      if (!shift.during.start.equals(startsAt)) this.#kinds.delete(kind)
    }
    for (const shift of shifts) {
      if (shift.during.start.equals(startsAt)) this.#kinds.set(kindOf(shift), shift)
    }
  }

  #freeOf({ during, slotMinutes }: Shift, taken: readonly InstantRange[]): InstantRange[] {
    const part = { start: this.#from, end: this.#until }
    return freeSlots(cutSlots(during, slotMinutes, part), taken, part, this.#now)
  }

  #countAt({ epochMilliseconds }: Temporal.Instant): number {
    return this.#foundAt.get(epochMilliseconds) ?? 0
  }
}
