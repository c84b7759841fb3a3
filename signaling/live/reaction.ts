import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Announce } from './transact.ts'

/** What a room does about something that has happened in a room below it, inside that room's transaction. */
export type Reactor<Told, Answer> = (trx: Transaction<Database>, announce: Announce, told: Told) => Promise<Answer>

export interface Reaction<Told, Answer> {
  /**
   * Tells the rooms above. They react in their order, one after the other; what one throws rolls everything back.
   * @returns what each answers
   * @throws Error where nobody has said who reacts: the program is not put together
   */
  raise(trx: Transaction<Database>, announce: Announce, told: Told): Promise<Answer[]>
  /** Says who reacts, in this order. For the place where the program is put together, and for nobody else. */
  heardBy(...reactors: readonly Reactor<Told, Answer>[]): void
}

/**
 * Something that a room tells the rooms above it without knowing them.
 * @param name what has happened: `shiftsCancelled`
 */
export function defineReaction<Told, Answer = void>(name: string): Reaction<Told, Answer> {
  let heard: readonly Reactor<Told, Answer>[] | undefined
  return {
    async raise(trx, announce, told) {
      if (heard === undefined) throw new Error(`Nobody has said who reacts to ${name}.`)
      const answers: Answer[] = []
      for (const react of heard) answers.push(await react(trx, announce, told))
      return answers
    },
    heardBy(...reactors) {
      heard = reactors
    },
  }
}
