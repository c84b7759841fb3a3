import type { AccountViewer } from '../access.ts'
import type { Reading } from '../dependencies.ts'
import { Tally } from '../tally.ts'
import type { Slot, SlotQuery } from './contract.ts'
import { searchPace } from './rules.ts'
import { findSlots, mostSlots } from './service.ts'

type Search = (viewer: AccountViewer, query: SlotQuery) => Promise<Slot[]>

/**
 * Finds slots for accounts, each of which has a pace. A full answer is none of its searches: the search goes on behind it. One that fails
 * counts.
 * @throws AppError tooManyRequests (429, details.seconds)
 */
export function openSearch(dependencies: Reading): Search {
  const searches = new Tally(searchPace)
  return async ({ accountId }, query) => {
    searches.take(accountId)
    const slots = await findSlots(dependencies, query)
    if (slots.length === mostSlots) searches.giveBack(accountId)
    return slots
  }
}
