import { expect, test } from 'vitest'
import type { InstantRange } from '../../db/tables.ts'
import { FirstSlots, kindOf } from '../../signaling/appointments/first-slots.ts'
import { cutSlots, freeSlots, mostAtOnce, mostSlots } from '../../signaling/appointments/rules.ts'

const now = Temporal.Instant.from('2026-03-02T00:00:00Z')
const stretch: InstantRange = { start: now.add({ hours: 9 }), end: now.add({ hours: 24 * 5 }) }
const pageSize = 64

interface Laid {
  readonly shiftId: string
  readonly during: InstantRange
  readonly slotMinutes: number
  readonly taken: readonly InstantRange[]
}

/** A shift that begins so many hours from now, with those of its slots taken whose place in it is `isTaken`. */
function lay(
  nth: number,
  { startsIn, hours, slotMinutes }: { startsIn: number; hours: number; slotMinutes: number },
  isTaken: (place: number) => boolean,
): Laid {
  const start = now.add({ hours: startsIn })
  const during = { start, end: start.add({ hours }) }
  const taken = cutSlots(during, slotMinutes).filter((_, place) => isTaken(place))
  return { shiftId: String(nth).padStart(4, '0'), during, slotMinutes, taken }
}

/** As the service does, with a list in place of the database; how many shifts were read as well. */
function search(shifts: readonly Laid[]) {
  const found = new FirstSlots<Laid>(stretch, now)
  const takenOf = (shiftId: string) => shifts.find((shift) => shift.shiftId === shiftId)?.taken ?? []
  let [rest, read] = [shifts, 0]
  let last: Laid | undefined
  for (;;) {
    const full = new Set(found.fullKinds)
    const startedAt = last?.during.start
    const page = rest
      .filter(({ during }) => Temporal.Instant.compare(during.start, found.until) < 0)
      .filter((shift) => startedAt?.equals(shift.during.start) !== true || !full.has(kindOf(shift)))
      .slice(0, pageSize)
    found.add(page, takenOf)
    read += page.length
    last = page.at(-1)
    if (last === undefined || page.length < pageSize) return { slots: found.slots, read }
    rest = rest.slice(rest.indexOf(last) + 1)
  }
}

const named = (slots: readonly { readonly start: Temporal.Instant; readonly shift: Laid }[]): string[] =>
  slots.map(({ start, shift }) => `${start.toString()} ${shift.shiftId}`)

/** By looking at each slot of each shift: of each moment the first, in the order of the shifts. */
function firstOfAll(shifts: readonly Laid[]) {
  const free = shifts.flatMap((shift) =>
    freeSlots(cutSlots(shift.during, shift.slotMinutes), shift.taken, stretch, now).map((slot) => ({ ...slot, shift })),
  )
  const atOnce = Map.groupBy(free, ({ start }) => start.epochMilliseconds)
  const shown = [...atOnce].toSorted(([one], [other]) => one - other).map(([, some]) => some.slice(0, mostAtOnce))
  return shown.flat().slice(0, mostSlots)
}

test('of a moment at which hundreds begin only the first are shown, and few of their shifts are read', () => {
  const shift = { startsIn: 10, hours: 9, slotMinutes: 15 }
  const shifts = Array.from({ length: 600 }, (_, nth) => lay(nth, shift, () => false))
  const { slots, read } = search(shifts)
  expect(named(slots)).toEqual(named(firstOfAll(shifts)))
  expect(new Set(slots.map(({ start }) => start.epochMilliseconds)).size).toBe(Math.ceil(mostSlots / mostAtOnce))
  expect(read).toBe(pageSize)
})

test('where the first are booked the others are shown, and shifts of another length or slot are left out for nobody', () => {
  const shifts = Array.from({ length: 600 }, (_, nth) => {
    const shift = { startsIn: 10 + 3 * Math.floor(nth / 300), hours: nth % 300 === 290 ? 12 : 1, slotMinutes: 15 }
    const other = nth % 300 === 299 ? { ...shift, slotMinutes: 10 } : shift
    // The first quarter of an hour of two hundred of them is taken.
    return lay(nth, other, (place) => place === 0 && nth % 300 < 200)
  })
  const { slots } = search(shifts)
  expect(named(slots)).toEqual(named(firstOfAll(shifts)))
  expect(slots.some(({ shift }) => shift.slotMinutes === 10)).toBe(true)
  expect(slots.some(({ start }) => start.equals(now.add({ hours: 21 })))).toBe(true)
})
