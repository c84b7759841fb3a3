import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Announce } from '../live/transact.ts'
import type { Signal } from '../topics.ts'
import { insertLetter, type NewLetter } from './store.ts'

/**
 * Owns: `letter`, and the way out for all mail.
 * Reads: nothing of others; what a letter says is asked of its writer at each try.
 * Raises: nothing; announces `letters`, when there is one to send.
 * Reacts to: nothing.
 */

/** Announced with each letter that is to be sent: it wakes whoever sends. */
export const lettersTopic = 'letters' satisfies Signal

/** Inside the transaction of what the letter tells: if that commits, the letter is sent, and otherwise not. */
export async function postLetter(trx: Transaction<Database>, announce: Announce, letter: NewLetter): Promise<void> {
  await insertLetter(trx, letter)
  announce(lettersTopic)
}
