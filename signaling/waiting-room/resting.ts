import type { Kysely } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { type AccountViewer, authorize } from '../access.ts'
import type { Reading } from '../dependencies.ts'
import { later } from '../instants.ts'
import { waitingRoomAccess } from './access.ts'
import { findClearedBefore } from './clearing-store.ts'
import type { NextPlace } from './contract.ts'
import { findNthLatestInVain, listOftenInVain } from './in-vain-store.ts'
import { calledAfterClearing, calledAgainFrom, callsInVainAnHour } from './rules/place.ts'
import type { LockedTicket } from './ticket-store.ts'

/** From when on the places of an account are called, those that wait for the expert they booked apart. */

/** From when on the account may be called again: now, unless too many of its calls have come to nothing. */
export async function findCalledAgain(
  db: Kysely<Database>,
  { accountId }: Pick<LockedTicket, 'accountId'>,
  now: Temporal.Instant,
): Promise<Temporal.Instant> {
  const inVain = { nth: callsInVainAnHour, since: now.subtract({ hours: 1 }) }
  return calledAgainFrom(await findNthLatestInVain(db, accountId, inVain), now)
}

/** Those of these accounts that may not be called again yet. */
export async function findRestingAccounts(
  db: Kysely<Database>,
  accountIds: readonly string[],
  now: Temporal.Instant,
): Promise<ReadonlySet<string>> {
  const inVain = { atLeast: callsInVainAnHour, since: now.subtract({ hours: 1 }) }
  return new Set(await listOftenInVain(db, accountIds, inVain))
}

/** From when on a place is called that the account has just taken: it rests also after a coordinator has ended those before it. */
export async function findNextCalled(
  db: Kysely<Database>,
  place: Pick<LockedTicket, 'accountId' | 'arrivedAt'>,
  now: Temporal.Instant,
): Promise<Temporal.Instant> {
  const again = await findCalledAgain(db, place, now)
  const clearedAt = await findClearedBefore(db, place)
  return clearedAt === undefined ? again : later(again, calledAfterClearing(clearedAt))
}

/** What is to be said before a place is taken. @throws notFound (404) for an account that is not the viewer's */
export async function readNextPlace(
  { db, clock }: Reading,
  viewer: AccountViewer,
  accountId: string,
): Promise<NextPlace> {
  authorize(waitingRoomAccess.watchOwn, viewer, viewer.accountId === accountId ? ['owner'] : [])
  const now = clock.now()
  const from = await findNextCalled(db, { accountId, arrivedAt: now }, now)
  return { notBefore: Temporal.Instant.compare(from, now) > 0 ? from.toString() : null }
}
