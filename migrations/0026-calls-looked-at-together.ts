import { type Kysely, sql } from 'kysely'

/**
 * The matcher opens up to 64 calls with one statement: whether any of them is beside a visit is asked once, when they are there. So a
 * visit is seen, too, that another transaction has begun while the statement waited for it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const statement of backwards) await sql.raw(statement).execute(db)
}

/** The trigger goes first: who has read the table passes ahead of that, and nobody waits for it who is waited for. */
const statements = [
  `drop trigger call_beside_no_visit on call`,
  `create or replace function refuse_calls_beside_visits() returns trigger language plpgsql as $$
   declare
     taken text;
   begin
     taken := case
       when exists (select from opened join consultation using (expert_id) where consultation.ended_at is null)
         then 'call_one_an_expert'
       when exists (select from opened join consultation using (ticket_id) where consultation.ended_at is null)
         then 'call_one_a_ticket'
       when exists (select from opened join consultation using (patient_id) where consultation.ended_at is null)
         then 'call_one_a_patient'
     end;
     if taken is not null then
       raise exception 'somebody is in a visit who would be in a call' using errcode = 'unique_violation', constraint = taken;
     end if;
     return null;
   end $$`,
  `create trigger calls_beside_no_visits after insert on call referencing new table as opened
     for each statement execute function refuse_calls_beside_visits()`,
  `drop function refuse_call_beside_visit()`,
]

/** As migration 0025 has it. */
const backwards = [
  `drop trigger if exists calls_beside_no_visits on call`,
  `create function refuse_call_beside_visit() returns trigger language plpgsql as $$
   declare
     taken text;
   begin
     select case when expert_id = new.expert_id then 'call_one_an_expert'
       when ticket_id = new.ticket_id then 'call_one_a_ticket' else 'call_one_a_patient' end
     into taken from consultation
     where ended_at is null and (expert_id = new.expert_id or ticket_id = new.ticket_id or patient_id = new.patient_id) limit 1;
     if taken is not null then
       raise exception 'somebody is in a visit who would be in a call' using errcode = 'unique_violation', constraint = taken;
     end if;
     return new;
   end $$`,
  `create trigger call_beside_no_visit before insert on call for each row execute function refuse_call_beside_visit()`,
  `drop function if exists refuse_calls_beside_visits()`,
]
