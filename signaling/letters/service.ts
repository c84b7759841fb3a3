import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Announce } from '../live/transact.ts'
import type { Signal } from '../topics.ts'
import { insertLetters, type NewLetter } from './store.ts'

/**
 * Owns: `letter`, and the way out for all mail.
 * Reads: nothing of others; what a letter says is asked of its writer at each try.
 * Raises: nothing; announces `letters`, when there is one to send.
 * Reacts to: nothing.
 */

/** Announced with each letter that is to be sent: it wakes whoever sends. */
export const lettersTopic = 'letters' satisfies Signal

/** Inside the transaction of what the letter tells: if that commits, the letter is sent, and otherwise not. */
export async function postLetters(
  trx: Transaction<Database>,
  announce: Announce,
  letters: readonly NewLetter[],
): Promise<void> {
  await insertLetters(trx, letters)
  if (letters.length > 0) announce(lettersTopic)
}

/** The same for one. */
export function postLetter(trx: Transaction<Database>, announce: Announce, letter: NewLetter): Promise<void> {
  return postLetters(trx, announce, [letter])
}
