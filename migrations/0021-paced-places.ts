import { type Kysely, sql } from 'kysely'

/**
 * The places of an account by when they were taken, whatever has become of them, and those that a coordinator has ended together: both
 * are looked at before it takes another. `ticket_account`, which the first one covers, stays: to drop it would keep everybody from the
 * table until the last migration is done.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop index if exists ticket_taken, ticket_cleared').execute(db)
}

const statements = [
  `create index ticket_taken on ticket (account_id, arrived_at)`,
  `create index ticket_cleared on ticket (account_id, left_at) where left_message is not null`,
]
