import { type Kysely, sql } from 'kysely'

/**
 * The places of an account by when they were taken, whatever has become of them, and those that a coordinator has ended together: both
 * are looked at before it takes another.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create index if not exists ticket_account on ticket (account_id);
    drop index if exists ticket_taken, ticket_cleared;
  `,
    )
    .execute(db)
}

const statements = [
  `create index ticket_taken on ticket (account_id, arrived_at)`,
  // It begins with the same column.
  `drop index ticket_account`,
  `create index ticket_cleared on ticket (account_id, left_at) where left_message is not null`,
]
