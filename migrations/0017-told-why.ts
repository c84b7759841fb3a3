import { type Kysely, sql } from 'kysely'

/**
 * What a coordinator tells the owner of an account whose places they end: it stands beside the note, which is for the record alone. A
 * process of the version before writes none, and shows none.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `alter table ticket
         add column left_message text,
         add constraint ticket_left_message check (
           left_message is null or (left_message <> '' and left_reason is not distinct from 'coordinator'))`,
    )
    .execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table ticket drop column if exists left_message').execute(db)
}
