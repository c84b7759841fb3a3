import { type Kysely, sql } from 'kysely'

/**
 * What lets a reader of the outbox know that it missed something: how far rows have been taken away. A row's age is counted
 * from when it was written, not from when its transaction began: one that was long open would be trimmed before it is seen.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table outbox alter column created_at set default now()').execute(db)
  await sql.raw('drop table if exists outbox_trimmed').execute(db)
}

const statements = [
  `create table outbox_trimmed (
     one boolean not null default true,
     until xid8 not null,
     constraint outbox_trimmed_pkey primary key (one),
     constraint outbox_trimmed_one check (one)
   )`,
  `insert into outbox_trimmed (until) values ('0')`,
  `alter table outbox alter column created_at set default clock_timestamp()`,
]
