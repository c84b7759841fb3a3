import { type Kysely, sql } from 'kysely'

/**
 * A patient whom the booked expert has left alone waits for any of the specialty, and that outlasts a call. A process of the version
 * before notes it of the place alone, and binds it to that expert again after a call.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table ticket add column released_at timestamptz').execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table ticket drop column if exists released_at').execute(db)
}
