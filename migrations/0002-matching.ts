import { type Kysely, sql } from 'kysely'

/**
 * What matches do, as functions: their plans are kept by each connection, and several matches commit in one round trip.
 * They decide nothing; whom to match is the application's to say. Their plans don't hang on whom they are for: planning
 * anew, as PostgreSQL would for short arrays, costs more than running.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [claimTickets, patientCall, callPatients]) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop function if exists claim_tickets, call_patients; drop type if exists patient_call').execute(db)
}

/**
 * Takes tickets out of the queue, each for its expert: waiting → called. No row for a pair whose race is lost, and it never
 * waits: what another transaction has in hand (the expert's lock, the duty, the place, the ticket) is lost at once. The locks
 * are tried in a statement before anything is read, so that what their last holders committed is seen.
 */
const claimTickets = `
  create function claim_tickets(
    in_ticket_ids uuid[], in_queues text[], in_queue_keys bigint[], in_expert_ids uuid[], in_expert_locks bigint[],
    in_now timestamptz, in_early boolean
  ) returns table (
    ticket_id uuid, expert_id uuid, number integer, account_id uuid, patient_id uuid, patient_name text, calls_missed integer,
    email text, locale text, patient_time_zone text, doctor_account_id uuid, name_han text, name_latin text, doctor_time_zone text
  ) rows 8 language plpgsql set plan_cache_mode = force_generic_plan as $$
  #variable_conflict use_column
  declare
    held boolean[];
  begin
    held := array(
      select pg_try_advisory_xact_lock(lock) from unnest(in_expert_locks) with ordinality as expert (lock, place) order by place
    );
    return query
      with claimed as materialized (
        select t.id, e.id as expert_id, t.number, t.account_id, t.patient_id, p.name, t.calls_missed,
          a.email, a.locale, a.time_zone, e.account_id as doctor_account_id, e.name_han, e.name_latin, e.time_zone as doctor_time_zone
        from unnest(in_ticket_ids, in_queues, in_queue_keys, in_expert_ids, held) as pair (ticket_id, queue, queue_key, expert_id, held)
        join duty d on d.expert_id = pair.expert_id
        join shift s on s.id = d.shift_id
        join expert e on e.id = d.expert_id
        join waiting w on w.ticket_id = pair.ticket_id
        join ticket t on t.id = w.ticket_id
        join patient p on p.id = t.patient_id
        join account a on a.id = t.account_id
        where pair.held
          and d.ended_at is null and d.paused_at is null and upper(s.during) > in_now and e.retired_at is null
          and w.queue = pair.queue and w.queue_key = pair.queue_key and (in_early or w.not_before <= in_now)
          and t.status = 'waiting'
          and not exists (select from consultation c where c.expert_id = pair.expert_id and c.ended_at is null)
        for update of d, w, t skip locked
      ), gone as (
        delete from waiting w using claimed where w.ticket_id = claimed.id
      ), called as (
        update ticket t set status = 'called' from claimed where t.id = claimed.id
      )
      select * from claimed;
  end $$`

/** A consultation to open; the waiting room's side of {@link callPatients}. */
const patientCall = `
  create type patient_call as (
    ticket_id uuid, patient_id uuid, patient_account_id uuid, patient_name text,
    expert_id uuid, doctor_account_id uuid, doctor_name text, reasons jsonb, room_name text
  )`

/** Opens consultations that wait for their patients to answer, with patient and doctor seated as invited; their ids. */
const callPatients = `
  create function call_patients(in_calls patient_call[], in_matched_by uuid, in_now timestamptz, in_call_until timestamptz)
  returns table (ticket_id uuid, consultation_id uuid) rows 8 language plpgsql set plan_cache_mode = force_generic_plan as $$
  #variable_conflict use_column
  begin
    return query
      with opened as (
        insert into consultation (ticket_id, patient_id, expert_id, reasons, matched_at, matched_by, call_until, room_name)
        select ticket_id, patient_id, expert_id, reasons, in_now, in_matched_by, in_call_until, room_name from unnest(in_calls)
        returning id, ticket_id
      ), seated as (
        insert into participant (consultation_id, kind, account_id, name, status, created_at)
        select opened.id, seat.kind, seat.account_id, seat.name, 'invited', in_now
        from opened
        join unnest(in_calls) call on call.ticket_id = opened.ticket_id
        cross join lateral (values
          ('patient', call.patient_account_id, call.patient_name),
          ('doctor', call.doctor_account_id, call.doctor_name)
        ) as seat (kind, account_id, name)
      )
      select ticket_id, id from opened;
  end $$`
