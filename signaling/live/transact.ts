import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely, Transaction } from 'kysely'
import { LockHeld } from '../../db/locks.ts'
import { isConnectionLost } from '../../db/lost.ts'
import type { Database } from '../../db/tables.ts'
import { isKeyTaken, isRetriable } from '../errors.ts'
import { jittered } from '../rounds.ts'
import type { Signal, Topic } from '../topics.ts'
import type { Outbox } from './outbox.ts'

/**
 * Owns: `outbox` and what was trimmed of it; the live socket with its topics.
 * Reads: nothing of others; a topic's value is loaded by the room that defines it.
 * Raises: the topics that a transaction has announced, to everybody who watches them, in every process.
 * Reacts to: nothing.
 */

/** Marks topics (`ticket:ID`, `board`, …) as changed by the transaction under way; they are announced if it commits. */
export type Announce = (...topics: readonly (Topic | Signal)[]) => void

/** A use case that starts somewhere between the listener's first try and its last would otherwise fail for good. */
const tries = 4
/** Milliseconds, for all tries together: a page gives a request fifteen seconds. */
const patience = 8_000
/**
 * Milliseconds between tries for a lock that somebody holds, from the first to the longest: each try borrows one of the few
 * connections for transactions, which those who want something else wait for.
 */
const heldPause = { first: 30, longest: 1_000 }

/**
 * Runs one use case's transaction. The topics given to `announce` are appended to the outbox by the same transaction, so
 * that what commits is announced, and nothing else is. A deadlock or a serialization failure is tried again, so is a key that
 * somebody has used at the same moment, and a connection that broke before the commit was sent: `work` must have no effect
 * outside the transaction, and look for its key first. Nobody knows what became of a commit whose answer is lost: that is
 * for the caller to ask, who knows the command's key.
 * @throws LockHeld where somebody keeps a lock for longer than anybody should wait
 */
export async function transact<Result>(
  dependencies: { readonly db: Kysely<Database>; readonly outbox: Outbox },
  work: (trx: Transaction<Database>, announce: Announce) => Promise<Result>,
): Promise<Result> {
  const startedAt = performance.now()
  for (let failures = 0, held = 0; ;) {
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
      const isHeld = error instanceof LockHeld
      const isRolledBack = isHeld || isRetriable(error) || isKeyTaken(error) || (isUnderWay && isConnectionLost(error))
      if (!isRolledBack || performance.now() - startedAt > patience) throw error
      if (isHeld) held += 1
      else failures += 1
      if (failures >= tries) throw error
      await sleep(isHeld ? pauseAfter(held) : failures * 5 + Math.random() * 20)
    }
  }
}

function pauseAfter(heldTries: number): number {
  return jittered(Math.min(heldPause.first * 2 ** (heldTries - 1), heldPause.longest))
}
