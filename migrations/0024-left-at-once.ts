import { type Kysely, sql } from 'kysely'

/**
 * Whether the patient of a visit left it at once: decided where it ends, and read from there. Those from before are marked by the same
 * rule. What a process of the version before ends is not marked: it counts as a visit, and its doctor is asked to sign a note.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table consultation drop column if exists left_at_once').execute(db)
}

const statements = [
  `alter table consultation
     add column left_at_once boolean not null default false,
     add constraint consultation_left_at_once check (not left_at_once or (
       started_at is not null and ended_at is not null and end_reason is not distinct from 'patientLeft'))`,
  `update consultation set left_at_once = true from ticket
   where ticket.id = consultation.ticket_id and consultation.end_reason = 'patientLeft'
     and consultation.ended_at < consultation.started_at + interval '2 minutes'
     and consultation.ended_by = ticket.account_id`,
]
