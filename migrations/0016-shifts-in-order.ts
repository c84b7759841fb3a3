import { type Kysely, sql } from 'kysely'

/** Shifts that can be booked, in the order in which they begin: a search for slots reads so many as it needs. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index shift_start on shift (lower(during), id)
    where cancelled_at is null and slot_minutes is not null`.execute(db)
  // What an index holds of an expression is known after this alone.
  await sql`analyze shift`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index if exists shift_start`.execute(db)
}
