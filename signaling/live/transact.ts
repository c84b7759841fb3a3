import type { Kysely, Transaction } from 'kysely'
import { isConnectionLost } from '../../db/lost.ts'
import type { Database } from '../../db/tables.ts'
import { isRetriable } from '../errors.ts'
import type { Outbox } from './outbox.ts'

/** Marks topics (`ticket:ID`, `board`, …) as changed by the transaction under way; they are announced if it commits. */
export type Announce = (...topics: readonly string[]) => void

/** A use case that starts somewhere between the listener's first try and its last would otherwise fail for good. */
const tries = 4

/**
 * Runs one use case's transaction. The topics given to `announce` are appended to the outbox by the same transaction, so
 * that what commits is announced, and nothing else is. A deadlock or a serialization failure is tried again, and a connection
 * that broke before the commit was sent: `work` must have no effect outside the transaction. Nobody knows what became of
 * a commit whose answer is lost: that is for the caller to ask, who knows the command's key.
 */
export async function transact<Result>(
  dependencies: { readonly db: Kysely<Database>; readonly outbox: Outbox },
  work: (trx: Transaction<Database>, announce: Announce) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    const topics = new Set<string>()
    let isUnderWay = false
    try {
      const result = await dependencies.db.transaction().execute(async (trx) => {
        isUnderWay = true
        const value = await work(trx, (...announced) => announced.forEach((topic) => topics.add(topic)))
        if (topics.size > 0) {
          await trx
            .insertInto('outbox')
            .values({ topics: [...topics] })
            .execute()
        }
        isUnderWay = false
        return value
      })
      if (topics.size > 0) dependencies.outbox.wake(topics)
      return result
    } catch (error) {
      const isRolledBack = isRetriable(error) || (isUnderWay && isConnectionLost(error))
      if (attempt >= tries || !isRolledBack) throw error
      await new Promise((resolve) => setTimeout(resolve, attempt * 5 + Math.random() * 20))
    }
  }
}
