import { expect, test } from 'vitest'
import { FirstSlots, kindOf } from '../../signaling/appointments/first-slots.ts'
import { freeStarts, mostSlots, type SearchedShift } from '../../signaling/appointments/rules.ts'

const hour = 3_600_000
const stretch = { from: 9 * hour, until: 5 * 24 * hour }
const pageSize = 64
const atOnce = 50

interface Laid extends SearchedShift {
  readonly shiftId: number
}

/** A shift that begins at this hour, with its first slot taken or not. */
function lay(
  shiftId: number,
  { startsIn, hours, slotMinutes }: { startsIn: number; hours: number; slotMinutes: number },
  isFirstTaken: boolean,
): Laid {
  const startsAt = startsIn * hour
  const taken = isFirstTaken ? [startsAt, startsAt + slotMinutes * 60_000] : []
  return { shiftId, startsAt, endsAt: startsAt + hours * hour, slotMinutes, taken }
}

/** As the service does, with a list in place of the database; how many shifts were read as well. */
function search(shifts: readonly Laid[]) {
  const found = new FirstSlots<Laid>(stretch, atOnce)
  let [rest, read] = [shifts, 0]
  let last: Laid | undefined
  for (;;) {
    const full = new Set(found.fullKinds)
    const lastStart = last?.startsAt
    const page = rest
      .filter(({ startsAt }) => startsAt < found.until)
      .filter((shift) => shift.startsAt !== lastStart || !full.has(kindOf(shift)))
      .slice(0, pageSize)
    found.add(page)
    read += page.length
    last = page.at(-1)
    if (last === undefined || page.length < pageSize) return { slots: found.slots, read }
    rest = rest.slice(rest.indexOf(last) + 1)
  }
}

const named = (slots: readonly { readonly startsAt: number; readonly shift: Laid }[]): string[] =>
  slots.map(({ startsAt, shift }) => `${startsAt} ${shift.shiftId}`)

/** By looking at each slot of each shift: of each moment the first, in the order of the shifts. */
function firstOfAll(shifts: readonly Laid[]) {
  const free = shifts.flatMap((shift) =>
    freeStarts(shift, stretch.from, stretch.until).map((startsAt) => ({ startsAt, shift })),
  )
  const together = Map.groupBy(free, ({ startsAt }) => startsAt)
  const shown = [...together].toSorted(([one], [other]) => one - other).map(([, some]) => some.slice(0, atOnce))
  return shown.flat().slice(0, mostSlots)
}

test('of a moment at which hundreds begin only the first are shown, and few of their shifts are read', () => {
  const shift = { startsIn: 10, hours: 9, slotMinutes: 15 }
  const shifts = Array.from({ length: 600 }, (_, nth) => lay(nth, shift, false))
  const { slots, read } = search(shifts)
  expect(named(slots)).toEqual(named(firstOfAll(shifts)))
  expect(new Set(slots.map(({ startsAt }) => startsAt)).size).toBe(Math.ceil(mostSlots / atOnce))
  expect(read).toBe(pageSize)
})

test('where the first are booked others are shown, and no shift of another length or slot is left out', () => {
  const shifts = Array.from({ length: 600 }, (_, nth) => {
    const place = nth % 300
    const shift = { startsIn: nth < 300 ? 10 : 13, hours: place === 290 ? 12 : 1, slotMinutes: place === 299 ? 10 : 15 }
    return lay(nth, shift, place < 200)
  })
  const { slots, read } = search(shifts)
  expect(named(slots)).toEqual(named(firstOfAll(shifts)))
  expect(slots.some(({ shift }) => shift.slotMinutes === 10)).toBe(true)
  expect(slots.some(({ startsAt }) => startsAt === 21 * hour)).toBe(true)
  // Once each moment of a kind is full, no more of that kind.
  expect(read).toBeLessThan(shifts.length)
})
