import { type Kysely, sql } from 'kysely'

/**
 * A call is a row of its own, made by the match. The visit and its seats come into being when the patient answers: the call's row goes,
 * and the visit has its id, its room and its seats' ids, so that addresses, letters and tokens stay right. What asks whether somebody is
 * being called or seen reads both, as `encounter`. A visit that was put back before its end is `brokenOff`.
 *
 * A process of the version before knows no calls of this one: it is to be ended before this is applied.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const statement of backwards) await sql.raw(statement).execute(db)
}

const endReasons = `('completed','unanswered','declined','patientLeft','technical','wrongSpecialty','emergency','other','doctorGone')`

/** Calls that ring, and those in vain, without what a doctor may have begun in them: of that the record stays where it is. */
const neverAnswered = `consultation.started_at is null and (consultation.status = 'called' or consultation.status = 'notHeld' and not exists (
     select from note where note.consultation_id = consultation.id
     union all select from message where message.consultation_id = consultation.id
     union all select from participant where participant.consultation_id = consultation.id and kind not in ('patient', 'doctor')))`

const columnsOfCall =
  'id, ticket_id, patient_id, expert_id, reasons, matched_at, matched_by, call_until, room_name, ended_at, end_reason, ended_by'

/** Takes tickets out of the queue as before; whoever has one of them called, or is with them, is in `encounter`. */
const claimTickets = `
  create function claim_tickets(
    in_ticket_ids uuid[], in_queues text[], in_queue_keys bigint[], in_expert_ids uuid[], in_expert_locks bigint[],
    in_now timestamptz, in_early boolean
  ) returns table (ticket_id uuid, expert_id uuid, account_id uuid, patient_id uuid, is_booked boolean)
  rows 8 language plpgsql set plan_cache_mode = force_generic_plan as $$
  #variable_conflict use_column
  declare
    held boolean[];
  begin
    held := array(
      select pg_try_advisory_xact_lock(lock) from unnest(in_expert_locks) with ordinality as expert (lock, place) order by place
    );
    return query
      with claimed as materialized (
        select t.id, e.id as expert_id, t.account_id, t.patient_id, t.appointment_id is not null
        from unnest(in_ticket_ids, in_queues, in_queue_keys, in_expert_ids, held) as pair (ticket_id, queue, queue_key, expert_id, held)
        join duty d on d.expert_id = pair.expert_id
        join shift s on s.id = d.shift_id
        join expert e on e.id = d.expert_id
        join waiting w on w.ticket_id = pair.ticket_id
        join ticket t on t.id = w.ticket_id
        where pair.held
          and d.ended_at is null and d.paused_at is null and upper(s.during) > in_now and e.retired_at is null
          and w.queue = pair.queue and w.queue_key = pair.queue_key and (in_early or w.not_before <= in_now)
          and t.status = 'waiting'
          and not exists (select from encounter c where c.expert_id = pair.expert_id and c.ended_at is null)
        for update of d, w, t skip locked
      ), gone as (
        delete from waiting w using claimed where w.ticket_id = claimed.id
      ), called as (
        update ticket t set status = 'called' from claimed where t.id = claimed.id
      )
      select * from claimed;
  end $$`

/** As migration 0002 has it. */
const formerClaimTickets = `
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

const statements = [
  `create table call (
     id uuid primary key default uuidv7(),
     ticket_id uuid not null,
     patient_id uuid not null,
     expert_id uuid not null,
     reasons jsonb not null,
     matched_at timestamptz not null,
     matched_by uuid,
     call_until timestamptz not null,
     room_name text not null,
     patient_seat_id uuid not null default uuidv7(),
     doctor_seat_id uuid not null default uuidv7(),
     doctor_came_at timestamptz,
     ended_at timestamptz,
     end_reason text,
     ended_by uuid,
     constraint call_ticket_of_patient foreign key (ticket_id, patient_id) references ticket (id, patient_id),
     constraint call_expert_fkey foreign key (expert_id) references expert (id),
     constraint call_matched_by_fkey foreign key (matched_by) references account (id),
     constraint call_ended_by_fkey foreign key (ended_by) references account (id),
     constraint call_room_key unique (room_name),
     constraint call_ended check ((ended_at is null) = (end_reason is null)),
     constraint call_end_reason check (end_reason in ${endReasons})
   )`,

  // What was begun while a call rings goes: a visit has it once it has begun, and the text is in the doctor's browser, too.
  `delete from note using consultation where consultation.id = note.consultation_id and consultation.status = 'called'`,
  `delete from message using consultation where consultation.id = message.consultation_id and consultation.status = 'called'`,
  `delete from participant using consultation
   where consultation.id = participant.consultation_id and consultation.status = 'called'
     and participant.kind not in ('patient', 'doctor')`,
  `insert into call (${columnsOfCall}, patient_seat_id, doctor_seat_id, doctor_came_at)
   select consultation.id, ticket_id, consultation.patient_id, expert_id, reasons, matched_at, matched_by, call_until, room_name, ended_at,
     case when ended_at is not null then coalesce(end_reason, 'other') end, ended_by, patient.id, doctor.id, doctor.admitted_at
   from consultation
   join participant patient on patient.consultation_id = consultation.id and patient.kind = 'patient'
   join participant doctor on doctor.consultation_id = consultation.id and doctor.kind = 'doctor'
   where ${neverAnswered}`,
  `delete from participant using call where call.id = participant.consultation_id`,
  // A room may have been that of a call, too.
  `alter table abandoned_room drop constraint abandoned_room_consultation_fkey`,
  `delete from consultation using call where call.id = consultation.id`,

  `create unique index call_one_an_expert on call (expert_id) where ended_at is null`,
  `create unique index call_one_a_ticket on call (ticket_id) where ended_at is null`,
  `create unique index call_one_a_patient on call (patient_id) where ended_at is null`,
  `create index call_due on call (call_until) where ended_at is null`,
  `create index call_ticket on call (ticket_id, matched_at desc)`,
  `create index call_expert on call (expert_id, matched_at desc)`,
  `create index call_ended_at on call (ended_at desc) where ended_at is not null`,

  // What a unique index says within one table: nobody is called who is in a visit, and no doctor who is in one calls.
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

  `alter table consultation drop constraint consultation_status, drop constraint consultation_ended`,
  `update consultation set status = 'brokenOff' where status = 'notHeld'`,
  `alter table consultation alter column status set default 'inProgress',
     add constraint consultation_status check (status in ('inProgress','finished','brokenOff')),
     add constraint consultation_ended check ((status in ('finished','brokenOff')) = (ended_at is not null)),
     add constraint consultation_begun check (status <> 'inProgress' or started_at is not null)`,

  `create view encounter as
   select id, ticket_id, patient_id, expert_id, status, reasons, matched_at, matched_by, call_until, room_name, room_epoch, started_at,
     ended_at, end_reason, ended_by, left_at_once
   from consultation
   union all
   select id, ticket_id, patient_id, expert_id, case when ended_at is null then 'called' else 'calledInVain' end, reasons, matched_at,
     matched_by, call_until, room_name, 1, null, ended_at, end_reason, ended_by, false
   from call`,

  `drop function claim_tickets(uuid[], text[], bigint[], uuid[], bigint[], timestamptz, boolean)`,
  claimTickets,
  `drop function call_patients(patient_call[], uuid, timestamptz, timestamptz)`,
  `drop type patient_call`,
  `create type new_call as (ticket_id uuid, patient_id uuid, expert_id uuid, reasons jsonb, room_name text)`,
  // Plans are kept by each connection: planning anew costs more than running.
  `create function open_calls(in_calls new_call[], in_matched_by uuid, in_now timestamptz, in_call_until timestamptz)
   returns table (ticket_id uuid, consultation_id uuid) rows 8 language plpgsql set plan_cache_mode = force_generic_plan as $$
   #variable_conflict use_column
   begin
     return query
       insert into call (ticket_id, patient_id, expert_id, reasons, matched_at, matched_by, call_until, room_name)
       select ticket_id, patient_id, expert_id, reasons, in_now, in_matched_by, in_call_until, room_name from unnest(in_calls)
       returning ticket_id, id;
   end $$`,
]

const backwards = [
  `drop function if exists open_calls(new_call[], uuid, timestamptz, timestamptz)`,
  `drop type if exists new_call`,
  `drop function if exists claim_tickets(uuid[], text[], bigint[], uuid[], bigint[], timestamptz, boolean)`,
  formerClaimTickets,
  `drop view if exists encounter`,
  `alter table consultation drop constraint consultation_status, drop constraint consultation_ended,
     drop constraint consultation_begun`,
  `update consultation set status = 'notHeld' where status = 'brokenOff'`,
  `insert into consultation (${columnsOfCall}, status)
   select ${columnsOfCall}, case when ended_at is null then 'called' else 'notHeld' end from call`,
  `alter table consultation alter column status set default 'called',
     add constraint consultation_status check (status in ('called','inProgress','finished','notHeld')),
     add constraint consultation_ended check ((status in ('finished','notHeld')) = (ended_at is not null))`,
  `insert into participant (id, consultation_id, kind, account_id, name, status, admitted_at, admitted_by, created_at)
   select patient_seat_id, call.id, 'patient', patient.account_id, patient.name, 'invited', null::timestamptz, null::uuid, matched_at
   from call join patient on patient.id = call.patient_id
   union all
   select doctor_seat_id, call.id, 'doctor', expert.account_id, expert.name_han,
     case when doctor_came_at is null then 'invited' else 'admitted' end, doctor_came_at,
     case when doctor_came_at is not null then expert.account_id end, matched_at
   from call join expert on expert.id = call.expert_id`,
  `drop table if exists call`,
  `drop function if exists refuse_call_beside_visit`,
  `alter table abandoned_room add constraint abandoned_room_consultation_fkey foreign key (consultation_id) references consultation (id)`,
  `create type patient_call as (
     ticket_id uuid, patient_id uuid, patient_account_id uuid, patient_name text,
     expert_id uuid, doctor_account_id uuid, doctor_name text, reasons jsonb, room_name text
   )`,
  `create function call_patients(in_calls patient_call[], in_matched_by uuid, in_now timestamptz, in_call_until timestamptz)
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
  end $$`,
]
