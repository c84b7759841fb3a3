import type { Slot } from '../../signaling/appointments/contract.ts'
import { dateOf, hourOf } from '../language/clock.ts'
import type { Instant } from '../language/clock.ts'

export const partsOfDay = ['night', 'morning', 'afternoon', 'evening'] as const
export type PartOfDay = (typeof partsOfDay)[number]

/** At least one. */
export type Some<Value> = readonly [Value, ...Value[]]

/** The slots that begin on one calendar date of the reader's zone. */
export interface SlotDay {
  /** `2026-03-26` */
  readonly date: string
  /** The first slot's start, to name the day by. */
  readonly at: Instant
  readonly slots: Some<Slot>
}

/** Slots by the reader's day, in order; days without any are not there. */
export function byDay(slots: readonly Slot[], timeZone: string): SlotDay[] {
  const days = groupBy(slots, (slot) => dateOf(slot.during.start, timeZone))
  return [...days].map(([date, ofDay]) => ({ date, at: ofDay[0].during.start, slots: ofDay }))
}

export function partOfDay(at: Instant, timeZone: string): PartOfDay {
  const hour = hourOf(at, timeZone)
  if (hour < 6) return 'night'
  if (hour < 12) return 'morning'
  return hour < 18 ? 'afternoon' : 'evening'
}

/** Slots by expert, each expert's in order. */
export function byExpert(slots: readonly Slot[]): Some<Slot>[] {
  return [...groupBy(slots, ({ expert }) => expert.id).values()]
}

/** `Map.groupBy` is younger than the browsers we serve. */
function groupBy(slots: readonly Slot[], nameOf: (slot: Slot) => string): Map<string, Some<Slot>> {
  const groups = new Map<string, [Slot, ...Slot[]]>()
  for (const slot of slots) {
    const name = nameOf(slot)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [slot])
    else group.push(slot)
  }
  return groups
}

/** Names a slot: one shift has each start once. */
export function keyOf(slot: Slot): string {
  return `${slot.shiftId} ${slot.during.start}`
}
