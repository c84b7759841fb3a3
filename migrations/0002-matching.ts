import { type Kysely, sql } from 'kysely'

/**
 * What a match does, as functions: their plans are kept by each connection, and a match commits in one round trip. They
 * decide nothing; whom to match is the application's to say.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(claimTicket).execute(db)
  await sql.raw(callPatient).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop function if exists claim_ticket, call_patient').execute(db)
}

/**
 * Takes a ticket out of the queue for an expert: waiting → called. No row where the race is lost, and it never waits: what
 * another transaction has in hand (the expert's lock, the duty, the place, the ticket) is lost at once. The lock is tried
 * before anything is read, so that what its last holder committed is seen.
 */
const claimTicket = `
  create function claim_ticket(
    in_ticket_id uuid, in_queue text, in_queue_key bigint, in_expert_id uuid, in_expert_lock bigint, in_now timestamptz, in_early boolean
  ) returns table (
    number integer, account_id uuid, patient_id uuid, patient_name text, calls_missed integer, email text, locale text,
    patient_time_zone text, doctor_account_id uuid, name_han text, name_latin text, doctor_time_zone text
  ) language plpgsql as $$
  #variable_conflict use_column
  begin
    if not pg_try_advisory_xact_lock(in_expert_lock) then return; end if;
    perform from duty d
      join shift s on s.id = d.shift_id
      join expert e on e.id = d.expert_id
      where d.expert_id = in_expert_id and d.ended_at is null and d.paused_at is null
        and upper(s.during) > in_now and e.retired_at is null
      for update of d skip locked;
    if not found then return; end if;
    if exists (select from consultation c where c.expert_id = in_expert_id and c.ended_at is null) then return; end if;
    perform from waiting w
      join ticket t on t.id = w.ticket_id
      where w.ticket_id = in_ticket_id and w.queue = in_queue and w.queue_key = in_queue_key
        and (in_early or w.not_before <= in_now) and t.status = 'waiting'
      for update of w, t skip locked;
    if not found then return; end if;
    delete from waiting w where w.ticket_id = in_ticket_id;
    return query
      update ticket t set status = 'called'
      from patient p, account a, expert e
      where t.id = in_ticket_id and p.id = t.patient_id and a.id = t.account_id and e.id = in_expert_id
      returning t.number, t.account_id, t.patient_id, p.name, t.calls_missed, a.email, a.locale, a.time_zone,
        e.account_id, e.name_han, e.name_latin, e.time_zone;
  end $$`

/** Opens a consultation that waits for its patient to answer, with patient and doctor seated as invited; its id. */
const callPatient = `
  create function call_patient(
    in_ticket_id uuid, in_patient_id uuid, in_patient_account_id uuid, in_patient_name text,
    in_expert_id uuid, in_doctor_account_id uuid, in_doctor_name text,
    in_reasons jsonb, in_matched_by uuid, in_now timestamptz, in_call_until timestamptz, in_room_name text
  ) returns uuid language plpgsql as $$
  declare
    new_id uuid;
  begin
    insert into consultation (ticket_id, patient_id, expert_id, reasons, matched_at, matched_by, call_until, room_name)
    values (in_ticket_id, in_patient_id, in_expert_id, in_reasons, in_now, in_matched_by, in_call_until, in_room_name)
    returning id into new_id;
    insert into participant (consultation_id, kind, account_id, name, status, created_at)
    values (new_id, 'patient', in_patient_account_id, in_patient_name, 'invited', in_now),
      (new_id, 'doctor', in_doctor_account_id, in_doctor_name, 'invited', in_now);
    return new_id;
  end $$`
