import { lockAccount } from '../../db/locks.ts'
import type { AccountViewer } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../errors.ts'
import { postLetter } from '../letters/service.ts'
import { transact } from '../live/transact.ts'
import { countInHand, findAccountOfTicket, listWaitingOf, lockWaitingOf } from './clearing-store.ts'
import type { AccountPlaces, ClearedPlaces, ClearPlaces } from './contract.ts'
import { endPlace } from './place-changes.ts'

/** What a coordinator sees before they end all places of a ticket's account. @throws notFound (404) where there is no such ticket */
export async function readPlacesOfAccount({ db }: Pick<Dependencies, 'db'>, ticketId: string): Promise<AccountPlaces> {
  const account = await findAccountOfTicket(db, ticketId)
  if (account === undefined) throw notFound()
  const { accountId, locale } = account
  const [waiting, inHand] = await Promise.all([listWaitingOf(db, accountId), countInHand(db, accountId)])
  return { locale, waiting, inHand }
}

/**
 * Ends every place of a ticket's account that waits, each as if it were taken out by itself, with the reason for the account's owner
 * to read, who is told by one mail. Whoever is being called or seen is left alone. Where nobody waits nothing happens. The places that
 * the account takes afterwards rest for a while.
 * @throws notFound (404) where there is no such ticket
 */
export async function clearPlaces(
  dependencies: Dependencies,
  viewer: AccountViewer,
  ticketId: string,
  { reason }: ClearPlaces,
): Promise<ClearedPlaces> {
  return await transact(dependencies, async (trx, announce) => {
    const account = await findAccountOfTicket(trx, ticketId)
    if (account === undefined) throw notFound()
    // One that is taken at this moment is ended with the others, or rests.
    await lockAccount(trx, account.accountId)
    const now = dependencies.clock.now()
    const waiting = await lockWaitingOf(trx, account.accountId)
    const leaving = { reason: 'coordinator', by: viewer.accountId, note: null, message: reason, now } as const
    for (const ticket of waiting) await endPlace(trx, announce, ticket, leaving)
    const [first] = waiting
    if (first !== undefined) {
      await postLetter(trx, announce, { kind: 'placeEnded', about: first.id, happenedAt: now, askedAt: now })
    }
    return { ended: waiting.length, leftAlone: await countInHand(trx, account.accountId) }
  })
}
