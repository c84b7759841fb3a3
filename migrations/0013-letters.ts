import { type Kysely, sql } from 'kysely'

/**
 * Letters that are to be sent, written down by the transaction of which they tell: neither a mail server that is away nor a
 * process that ends loses one. A row says what the letter is about, nothing of what it says, and lives until it has been
 * sent or given up.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop table if exists letter').execute(db)
}

const statements = [
  `create table letter (
     id uuid default uuidv7(),
     kind text not null,
     about uuid not null,
     happened_at timestamptz not null,
     asked_at timestamptz not null,
     send_at timestamptz not null,
     tries integer not null default 0,
     constraint letter_pkey primary key (id),
     constraint letter_kind check (kind in ('call','placeEnded','booked','cancelled')),
     constraint letter_once unique (kind, about),
     constraint letter_tries check (tries >= 0)
   ) with (fillfactor = 70)`,
  `create index letter_send_at on letter (send_at)`,
]
