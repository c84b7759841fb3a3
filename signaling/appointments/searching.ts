import type { AccountViewer } from '../access.ts'
import type { Reading } from '../dependencies.ts'
import { Tally } from '../tally.ts'
import type { Slot, SlotQuery } from './contract.ts'
import { mostSlots, searchPace } from './rules.ts'
import { findSlots } from './service.ts'

type Search = (viewer: AccountViewer, query: SlotQuery) => Promise<Slot[]>

/** Accounts of which this process knows where their search goes on. */
const searchersKnown = 10_000

/**
 * Finds slots for accounts, each of which has a pace. To go on behind a full answer, from its last slot on, is no search of its own; to
 * ask for the same again is, since each answer comes past the moment from which it goes on. One that fails counts.
 * @throws AppError tooManyRequests (429, details.seconds)
 */
export function openSearch(dependencies: Reading): Search {
  const searches = new Tally(searchPace)
  /** Of accounts whose last answer was full: from when on it goes on. The latest last. */
  const goesOnFrom = new Map<string, string>()
  return async ({ accountId }, query) => {
    const goesOn = goesOnFrom.get(accountId) === query.from
    goesOnFrom.delete(accountId)
    if (!goesOn) searches.take(accountId)
    const slots = await findSlots(dependencies, query)
    const last = slots.length === mostSlots ? slots.at(-1) : undefined
    if (last !== undefined) goesOnFrom.set(accountId, last.during.start)
    if (goesOnFrom.size > searchersKnown) goesOnFrom.delete(goesOnFrom.keys().next().value ?? '')
    return slots
  }
}
