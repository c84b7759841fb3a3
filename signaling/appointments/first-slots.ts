import { freeStarts, mostAtOnce, mostSlots, type SearchedShift } from './rules.ts'

interface FoundSlot<Shift> {
  readonly startsAt: number
  readonly shift: Shift
}

/** Shifts that begin at one moment and are of one kind have the same slots. */
export function kindOf({ endsAt, slotMinutes }: Pick<SearchedShift, 'endsAt' | 'slotMinutes'>): string {
  return `${endsAt} ${slotMinutes}`
}

/**
 * The first free slots of a search, as far as its shifts have been read. They are read in the order in which they begin, and hundreds
 * may begin at one moment: {@link until} and {@link fullKinds} say which of them need no reading. All times are milliseconds since 1970.
 */
export class FirstSlots<Shift extends SearchedShift> {
  readonly #from: number
  readonly #atOnce: number
  #until: number
  #slots: FoundSlot<Shift>[] = []
  /** When slots begin → how many of those found. */
  readonly #foundAt = new Map<number, number>()
  /** The kinds of the shifts that begin with the last one read. */
  readonly #kinds = new Map<string, Shift>()

  /**
   * @param stretch slots begin within it
   * @param atOnce of one moment at most
   */
  constructor(stretch: { readonly from: number; readonly until: number }, atOnce: number = mostAtOnce) {
    this.#atOnce = atOnce
    this.#from = stretch.from
    this.#until = stretch.until
  }

  /** In order. */
  get slots(): readonly FoundSlot<Shift>[] {
    return this.#slots
  }

  /** No slot that begins then or later is missing. */
  get until(): number {
    return this.#until
  }

  /** Of shifts that begin with the last one read: at each moment of theirs as many slots are found as are shown. */
  get fullKinds(): string[] {
    const isFull = (shift: Shift): boolean =>
      freeStarts({ ...shift, taken: [] }, this.#from, this.#until).every(
        (start) => this.#countAt(start) >= this.#atOnce,
      )
    return [...this.#kinds].filter(([, shift]) => isFull(shift)).map(([kind]) => kind)
  }

  /** @param shifts the next ones */
  add(shifts: readonly Shift[]): void {
    for (const shift of shifts) {
      for (const startsAt of freeStarts(shift, this.#from, this.#until)) {
        const found = this.#countAt(startsAt)
        if (found >= this.#atOnce) continue
        this.#foundAt.set(startsAt, found + 1)
        this.#slots.push({ startsAt, shift })
      }
    }
    this.#noteKinds(shifts)
    this.#slots.sort((one, other) => one.startsAt - other.startsAt)
    this.#slots = this.#slots.slice(0, mostSlots)
    const last = this.#slots.length === mostSlots ? this.#slots.at(-1) : undefined
    if (last !== undefined) this.#until = last.startsAt
  }

  #noteKinds(shifts: readonly Shift[]): void {
    const lastStart = shifts.at(-1)?.startsAt
    if (lastStart === undefined) return
    for (const [kind, { startsAt }] of this.#kinds) {
      if (startsAt !== lastStart) this.#kinds.delete(kind)
    }
    for (const shift of shifts) {
      if (shift.startsAt === lastStart) this.#kinds.set(kindOf(shift), shift)
    }
  }

  #countAt(start: number): number {
    return this.#foundAt.get(start) ?? 0
  }
}
