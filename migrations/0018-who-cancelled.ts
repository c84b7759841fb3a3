import { type Kysely, sql } from 'kysely'

/**
 * Whether a patient gave an appointment back or the hospital took it: whom it concerns reads which. Those from before say nothing of
 * it, nor does what a process of the version before cancels.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `alter table appointment
         add column cancelled_by text,
         add constraint appointment_cancelled_by check (cancelled_by in ('patient','hospital')),
         add constraint appointment_cancelled_by_somebody check (cancelled_by is null or status = 'cancelled')`,
    )
    .execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table appointment drop column if exists cancelled_by').execute(db)
}
