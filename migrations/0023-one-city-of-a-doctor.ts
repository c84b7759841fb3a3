import { type Kysely, sql } from 'kysely'

/**
 * A doctor is in one city. Where account and entry on the panel name two, it is that of the account, which the doctor has said; queues
 * and letters tell that of the entry.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
      update expert set time_zone = account.time_zone from account
      where account.id = expert.account_id and account.time_zone <> expert.time_zone`)
    .execute(db)
}

/** What the entry had named is not known. */
export async function down(): Promise<void> {}
