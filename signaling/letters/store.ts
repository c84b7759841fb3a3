import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { letterKinds } from '../vocabulary.ts'
import type { LetterKind } from './rules.ts'

type Instant = Temporal.Instant

export interface NewLetter {
  readonly kind: LetterKind
  /** The id of what it tells of. */
  readonly about: string
  /** When that happened, where a letter says so. */
  readonly happenedAt: Instant
  readonly askedAt: Instant
}

/** One of this kind about the same that has not gone yet is enough. */
export async function insertLetters(trx: Transaction<Database>, letters: readonly NewLetter[]): Promise<void> {
  if (letters.length === 0) return
  const rows = letters.map(({ kind, about, happenedAt, askedAt }) => ({
    kind,
    about,
    happenedAt,
    askedAt,
    sendAt: askedAt,
  }))
  await trx
    .insertInto('letter')
    .values(rows)
    .onConflict((conflict) => conflict.constraint('letter_once').doNothing())
    .execute()
}

/** As a statement for a `with`: one letter for each row of `from`, about its column `about`. */
export function insertingLetters(kind: LetterKind, from: string, about: string, now: Instant) {
  return sql`
    insert into letter (kind, about, happened_at, asked_at, send_at)
    select ${kind}, ${sql.ref(about)}, ${now}, ${now}, ${now} from ${sql.table(from)}`
}

export interface DueLetter extends NewLetter {
  readonly id: string
  /** How often it has been tried before. */
  readonly tries: number
}

/**
 * Letters whose time has come, those first that have failed least; of these, before all others, what calls a patient, who has but a
 * moment to come. Each is put off until `until`, so that one process at a
 * time sends it. They are chosen once and apart: a choice within the update's own condition may be made anew for each row,
 * without those that it has put off already, and so exceed the limit. While an upgrade goes on there may be a kind that this process
 * doesn't know: it stays, untried, for one that does.
 */
export async function claimLetters(
  db: Kysely<Database>,
  { now, until, limit }: { readonly now: Instant; readonly until: Instant; readonly limit: number },
): Promise<DueLetter[]> {
  const { rows } = await sql<DueLetter>`
    with due as materialized (
      select id from letter where send_at <= ${now} and kind in (${sql.join(letterKinds)})
      order by tries, kind <> 'call', send_at limit ${limit} for update skip locked
    )
    update letter set send_at = ${until}, tries = tries + 1 from due where letter.id = due.id
    returning letter.id, kind, about, happened_at, asked_at, tries - 1 as tries`.execute(db)
  return rows
}

/** They are still being sent by this process. */
export async function keepClaimed(db: Kysely<Database>, ids: readonly string[], until: Instant): Promise<void> {
  await db.updateTable('letter').set({ sendAt: until }).where('id', 'in', ids).execute()
}

export async function putOffLetter(db: Kysely<Database>, id: string, sendAt: Instant): Promise<void> {
  await db.updateTable('letter').set({ sendAt }).where('id', '=', id).execute()
}

export async function deleteLetter(db: Kysely<Database>, id: string): Promise<void> {
  await db.deleteFrom('letter').where('id', '=', id).execute()
}

/** Nobody is to be told of these by mail. */
export async function forgetLettersAbout(db: Kysely<Database>, about: string): Promise<void> {
  await db.deleteFrom('letter').where('about', '=', about).execute()
}
