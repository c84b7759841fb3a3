import { type Kysely, sql } from 'kysely'

/**
 * How much one account may hold at once, so that a script takes nobody's place: five patients in the waiting room, twelve
 * patients, four open bookings a patient. And the order of a conversation, in which its new part can be asked for.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    drop trigger if exists ticket_five_an_account on ticket;
    drop trigger if exists appointment_four_a_patient on appointment;
    drop trigger if exists patient_twelve_an_account on patient;
    drop function if exists refuse_sixth_ticket, refuse_fifth_booking, refuse_thirteenth_patient;
    drop index if exists ticket_open_of_account, patient_of_account, message_order, message_pace;
    create index if not exists message_consultation on message (consultation_id, sent_at, id);
    alter table message drop column if exists position;
  `,
    )
    .execute(db)
}

// Each counts behind a lock on the row whose share it is, so that the count holds for those who come at once: the statement
// after the lock sees what its last holder committed. A row's lock and none of the advisory ones, since somebody may bring
// more rows in one transaction than the server has room for those.
const statements = [
  `create index ticket_open_of_account on ticket (account_id) where status in ('waiting','called','inConsultation')`,
  `create function refuse_sixth_ticket() returns trigger language plpgsql as $$
   declare
     held integer;
   begin
     perform from account where id = new.account_id for no key update;
     select count(*) into held from ticket
     where account_id = new.account_id and status in ('waiting','called','inConsultation');
     if held >= 5 then
       raise exception 'the account has five patients in the waiting room'
         using errcode = 'check_violation', table = 'ticket', constraint = 'ticket_five_an_account';
     end if;
     return new;
   end $$`,
  `create trigger ticket_five_an_account before insert on ticket
     for each row when (new.status in ('waiting','called','inConsultation')) execute function refuse_sixth_ticket()`,

  `create function refuse_fifth_booking() returns trigger language plpgsql as $$
   declare
     held integer;
   begin
     perform from patient where id = new.patient_id for no key update;
     select count(*) into held from appointment
     where patient_id = new.patient_id and during && tstzrange(new.created_at, null)
       and status in ('booked','arrived');
     if held >= 4 then
       raise exception 'the patient has four open bookings'
         using errcode = 'check_violation', table = 'appointment', constraint = 'appointment_four_a_patient';
     end if;
     return new;
   end $$`,
  `create trigger appointment_four_a_patient before insert on appointment
     for each row when (new.status = 'booked') execute function refuse_fifth_booking()`,

  `create index patient_of_account on patient (account_id) where archived_at is null`,
  // A key that is there already makes no patient: the one it has made is not counted against it.
  `create function refuse_thirteenth_patient() returns trigger language plpgsql as $$
   declare
     held integer;
   begin
     perform from account where id = new.account_id for no key update;
     select count(*) into held from patient
     where account_id = new.account_id and archived_at is null
       and (new.idempotency_key is null or idempotency_key is distinct from new.idempotency_key);
     if held >= 12 then
       raise exception 'the account has twelve patients'
         using errcode = 'check_violation', table = 'patient', constraint = 'patient_twelve_an_account';
     end if;
     return new;
   end $$`,
  `create trigger patient_twelve_an_account before insert on patient
     for each row when (new.archived_at is null) execute function refuse_thirteenth_patient()`,

  // Whoever writes holds the consultation's row, so that within one conversation positions are in the order of the commits.
  `alter table message add column position bigint generated always as identity`,
  `create unique index message_order on message (consultation_id, position)`,
  `create index message_pace on message (participant_id, position)`,
  `drop index message_consultation`,
]
