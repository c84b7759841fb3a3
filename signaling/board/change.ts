import type { Board, BoardChange, DoctorQueue, DoctorQueueChange, ListChange } from './contract.ts'

/** With every key always there: one that went would not be told. */
type Whole<Item> = { [Key in keyof Item]-?: Item[Key] }

/** What makes one board the next; undefined where nothing but the time is another. */
export function changeOfBoard(previous: Board, next: Board): BoardChange | undefined {
  const tickets = changeOfList(previous.tickets, next.tickets, 'id')
  const doctors = changeOfList(previous.doctors, next.doctors, 'expertId')
  const change = {
    ...(next.waiting !== previous.waiting && { waiting: next.waiting }),
    ...(tickets && { tickets }),
    ...(doctors && { doctors }),
    ...(!isSame(next.gaps, previous.gaps) && { gaps: next.gaps }),
    ...(next.specialties !== undefined &&
      next.specialties !== previous.specialties && { specialties: next.specialties }),
    ...(!isSame(next.recent, previous.recent) && { recent: next.recent }),
  }
  return Object.keys(change).length === 0 ? undefined : { at: next.at, ...change }
}

/** What makes one queue of a doctor the next; undefined where nothing is another. */
export function changeOfDoctorQueue(previous: DoctorQueue, next: DoctorQueue): DoctorQueueChange | undefined {
  const tickets = changeOfList(previous.tickets, next.tickets, 'id')
  const change = {
    ...(next.waiting !== previous.waiting && { waiting: next.waiting }),
    ...(!isSame(next.alert, previous.alert) && { alert: next.alert }),
    ...(tickets && { tickets }),
  }
  return Object.keys(change).length === 0 ? undefined : change
}

/**
 * @param key of an item: no other of its list has the same
 * @returns undefined where the two lists are the same
 */
export function changeOfList<Item extends Whole<Item>, Key extends keyof Item & string>(
  previous: readonly Item[],
  next: readonly Item[],
  key: Key,
): ListChange<Item, Key> | undefined {
  const formerPlaces = new Map(previous.map((item, place) => [item[key], place]))
  const staying = new Set(longestInOrder(next.flatMap((item) => formerPlaces.get(item[key]) ?? [])))
  const gone = previous.filter((_, place) => !staying.has(place)).map((item) => item[key])
  const put: Array<[number, Item]> = []
  const changed: Array<Partial<Item> & Pick<Item, Key>> = []
  for (const [place, item] of next.entries()) {
    const formerPlace = formerPlaces.get(item[key])
    const former = formerPlace === undefined || !staying.has(formerPlace) ? undefined : previous[formerPlace]
    if (former === undefined) put.push([place, item])
    else {
      const news = Object.entries(item).filter(([name, value]) => !isSame(value, former[name as keyof Item]))
      // The entries are the item's own, which the type of an object made of entries doesn't tell.
      if (news.length > 0) changed.push({ ...Object.fromEntries(news), [key]: item[key] } as (typeof changed)[number])
    }
  }
  return gone.length + put.length + changed.length === 0 ? undefined : { gone, put, changed }
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other))
}

/** As many of these numbers as can be left in their order so that they ascend; of a list with each at most once. */
function longestInOrder(numbers: readonly number[]): number[] {
  // For each length, the run that ends lowest; each number points to the one before it in its run.
  const ends: number[] = []
  const before = new Map<number, number | undefined>()
  for (const number of numbers) {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ends[middle] ?? 0) < number) low = middle + 1
      else high = middle
    }
    before.set(number, ends[low - 1])
    ends[low] = number
  }
  const run: number[] = []
  for (let number = ends.at(-1); number !== undefined; number = before.get(number)) run.push(number)
  return run
}
