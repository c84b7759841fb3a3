import { type Kysely, sql } from 'kysely'

/**
 * The whole path of a visit: who signs in, who is on the panel and when, who waits, who meets whom, what was written.
 * What must never happen is refused here, by constraints that have names, whichever process asks.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    drop table if exists outbox, note_addendum, note, message, participant, abandoned_room, consultation, waiting, ticket, appointment,
      duty, shift, shift_pattern, expert_language, expert, patient, session, sign_in_link, sign_in_code, account cascade;
    drop function if exists refuse_change_of_signed_note, refuse_change_of_addendum, is_time_zone;
    drop sequence if exists ticket_number;
  `)
    .execute(db)
}

const specialties = `'generalPractice','respiratory','paediatrics','obstetricsGynaecology','internalMedicine','dermatology','tcm','psychologicalCounselling','psychiatry','publicAffairs'`
const languages = `'cmn','wuu-wz','wuu-qt','en','it','es','fr','de','pt'`

const statements = [
  `create extension if not exists btree_gist`,

  `create function is_time_zone(zone text) returns boolean language plpgsql stable as $$
   begin
     perform now() at time zone zone;
     return true;
   exception when invalid_parameter_value then
     return false;
   end $$`,

  // identity
  `create table account (
     id uuid primary key default uuidv7(),
     email text not null,
     role text not null,
     name text not null default '',
     time_zone text not null,
     languages text[] not null default '{}',
     locale text not null,
     country text,
     created_by uuid,
     created_at timestamptz not null default now(),
     constraint account_email_key unique (email),
     constraint account_email_lower check (email = lower(email) and email like '%_@_%'),
     constraint account_role check (role in ('compatriot','doctor','coordinator')),
     constraint account_locale check (locale in ('zh-CN','en','it','es')),
     constraint account_languages check (languages <@ array[${languages}]),
     constraint account_country check (country ~ '^[A-Z]{2}$'),
     constraint account_created_by_fkey foreign key (created_by) references account (id)
   )`,
  `create table sign_in_code (
     id uuid primary key default uuidv7(),
     email text not null,
     code_hash bytea not null,
     attempts integer not null default 0,
     created_at timestamptz not null default now(),
     expires_at timestamptz not null,
     used_at timestamptz,
     constraint sign_in_code_attempts check (attempts between 0 and 5)
   )`,
  `create index sign_in_code_email on sign_in_code (email, created_at)`,
  `create table sign_in_link (
     token_hash bytea primary key,
     account_id uuid not null,
     expires_at timestamptz not null,
     used_at timestamptz,
     constraint sign_in_link_account_fkey foreign key (account_id) references account (id) on delete cascade
   )`,
  `create table session (
     token_hash bytea primary key,
     id uuid not null default uuidv7(),
     account_id uuid not null,
     created_at timestamptz not null default now(),
     expires_at timestamptz not null,
     constraint session_id_key unique (id),
     constraint session_account_fkey foreign key (account_id) references account (id) on delete cascade
   )`,
  `create index session_account on session (account_id)`,
  `create table patient (
     id uuid primary key default uuidv7(),
     account_id uuid not null,
     idempotency_key uuid,
     name text not null,
     relationship text not null,
     birth_date date,
     gender text not null default 'unknown',
     archived_at timestamptz,
     created_at timestamptz not null default now(),
     constraint patient_account_fkey foreign key (account_id) references account (id),
     constraint patient_idempotency unique (account_id, idempotency_key),
     constraint patient_relationship check (relationship in ('self','child','parent','spouse','other')),
     constraint patient_gender check (gender in ('male','female','other','unknown')),
     constraint patient_name check (length(name) between 1 and 120)
   )`,
  `create unique index patient_self on patient (account_id) where relationship = 'self' and archived_at is null`,

  // panel
  `create table expert (
     id uuid primary key default uuidv7(),
     account_id uuid not null,
     idempotency_key uuid,
     name_han text not null,
     name_latin text not null,
     specialties text[] not null,
     title text not null default '',
     institution text not null,
     license_number text not null,
     license_verified_by text not null,
     license_verified_at timestamptz,
     time_zone text not null,
     retired_at timestamptz,
     created_by uuid,
     created_at timestamptz not null default now(),
     constraint expert_account_key unique (account_id),
     constraint expert_account_fkey foreign key (account_id) references account (id),
     constraint expert_created_by_fkey foreign key (created_by) references account (id),
     constraint expert_idempotency unique (created_by, idempotency_key),
     constraint expert_specialties check (cardinality(specialties) > 0 and specialties <@ array[${specialties}])
   )`,
  `create table expert_language (
     expert_id uuid not null,
     language text not null,
     proficiency text not null,
     constraint expert_language_pkey primary key (expert_id, language),
     constraint expert_language_expert_fkey foreign key (expert_id) references expert (id) on delete cascade,
     constraint expert_language_language check (language in (${languages})),
     constraint expert_language_proficiency check (proficiency in ('native','fluent','basic'))
   )`,

  // roster
  `create table shift_pattern (
     id uuid primary key default uuidv7(),
     expert_id uuid not null,
     idempotency_key uuid,
     weekdays smallint[] not null,
     starts_at_local time not null,
     ends_at_local time not null,
     time_zone text not null,
     slot_minutes smallint,
     valid_from date not null,
     valid_until date,
     laid_until date not null,
     ended_at timestamptz,
     created_by uuid,
     created_at timestamptz not null default now(),
     constraint shift_pattern_expert_fkey foreign key (expert_id) references expert (id),
     constraint shift_pattern_created_by_fkey foreign key (created_by) references account (id),
     constraint shift_pattern_idempotency unique (created_by, idempotency_key),
     constraint shift_pattern_weekdays check (cardinality(weekdays) > 0 and weekdays <@ array[1,2,3,4,5,6,7]::smallint[]),
     constraint shift_pattern_slot check (slot_minutes between 5 and 120),
     constraint shift_pattern_valid check (valid_until is null or valid_until >= valid_from)
   )`,
  `create table shift (
     id uuid primary key default uuidv7(),
     expert_id uuid not null,
     pattern_id uuid,
     idempotency_key uuid,
     during tstzrange not null,
     time_zone text not null,
     slot_minutes smallint,
     cancelled_at timestamptz,
     created_by uuid,
     created_at timestamptz not null default now(),
     constraint shift_expert_fkey foreign key (expert_id) references expert (id),
     constraint shift_pattern_fkey foreign key (pattern_id) references shift_pattern (id),
     constraint shift_created_by_fkey foreign key (created_by) references account (id),
     constraint shift_idempotency unique (created_by, idempotency_key),
     constraint shift_slot check (slot_minutes between 5 and 120),
     constraint shift_during check (
       not isempty(during) and lower_inc(during) and not upper_inc(during)
       and lower(during) is not null and upper(during) is not null
       and upper(during) - lower(during) <= interval '26 hours'),
     constraint shift_no_overlap exclude using gist (expert_id with =, during with &&) where (cancelled_at is null)
   )`,
  `create index shift_during on shift using gist (during) where cancelled_at is null`,
  `create table duty (
     id uuid primary key default uuidv7(),
     expert_id uuid not null,
     shift_id uuid not null,
     started_at timestamptz not null,
     paused_at timestamptz,
     ended_at timestamptz,
     constraint duty_expert_fkey foreign key (expert_id) references expert (id),
     constraint duty_shift_fkey foreign key (shift_id) references shift (id)
   )`,
  `create unique index duty_one_open on duty (expert_id) where ended_at is null`,

  // appointments
  `create table appointment (
     id uuid primary key default uuidv7(),
     patient_id uuid not null,
     account_id uuid not null,
     idempotency_key uuid not null,
     expert_id uuid not null,
     shift_id uuid not null,
     specialty text not null,
     during tstzrange not null,
     reason text not null default '',
     status text not null default 'booked',
     created_at timestamptz not null default now(),
     cancelled_at timestamptz,
     constraint appointment_patient_fkey foreign key (patient_id) references patient (id),
     constraint appointment_account_fkey foreign key (account_id) references account (id),
     constraint appointment_expert_fkey foreign key (expert_id) references expert (id),
     constraint appointment_shift_fkey foreign key (shift_id) references shift (id),
     constraint appointment_idempotency unique (account_id, idempotency_key),
     constraint appointment_specialty check (specialty in (${specialties})),
     constraint appointment_status check (status in ('booked','arrived','fulfilled','cancelled','noshow')),
     constraint appointment_during check (not isempty(during) and lower_inc(during) and not upper_inc(during)),
     constraint appointment_expert_free exclude using gist (expert_id with =, during with &&)
       where (status in ('booked','arrived','fulfilled')),
     constraint appointment_patient_free exclude using gist (patient_id with =, during with &&)
       where (status in ('booked','arrived','fulfilled'))
   )`,
  `create index appointment_account on appointment (account_id)`,
  `create index appointment_shift on appointment (shift_id)`,
  `create index appointment_expert on appointment (expert_id)`,

  // waiting room
  `create sequence ticket_number maxvalue 9999 cycle`,
  `create table ticket (
     id uuid primary key default uuidv7(),
     number integer not null default nextval('ticket_number'),
     patient_id uuid not null,
     account_id uuid not null,
     idempotency_key uuid not null,
     appointment_id uuid,
     complaint text not null,
     red_flags text[] not null default '{}',
     specialty text,
     languages text[] not null,
     interpreter_wanted boolean not null default false,
     country text not null,
     urgency text not null,
     to_be_supplied text[] not null default '{}',
     status text not null default 'waiting',
     calls_missed integer not null default 0,
     left_reason text,
     left_by uuid,
     left_note text,
     triaged_by uuid,
     arrived_at timestamptz not null,
     left_at timestamptz,
     constraint ticket_patient_fkey foreign key (patient_id) references patient (id),
     constraint ticket_account_fkey foreign key (account_id) references account (id),
     constraint ticket_appointment_fkey foreign key (appointment_id) references appointment (id),
     constraint ticket_left_by_fkey foreign key (left_by) references account (id),
     constraint ticket_triaged_by_fkey foreign key (triaged_by) references account (id),
     constraint ticket_idempotency unique (account_id, idempotency_key),
     constraint ticket_specialty check (specialty in (${specialties})),
     constraint ticket_languages check (cardinality(languages) > 0 and languages <@ array[${languages}]),
     constraint ticket_country check (country ~ '^[A-Z]{2}$'),
     constraint ticket_urgency check (urgency in ('emergency','urgent','routine')),
     constraint ticket_status check (status in ('waiting','called','inConsultation','done','left')),
     constraint ticket_left check ((status = 'left') = (left_reason is not null)),
     constraint ticket_left_reason check (left_reason in ('patient','coordinator','unanswered'))
   )`,
  `create unique index ticket_one_open on ticket (patient_id) where status in ('waiting','called','inConsultation')`,
  `create unique index ticket_one_an_appointment on ticket (appointment_id) where status <> 'left'`,
  `create index ticket_account on ticket (account_id)`,
  // Hot: a row lives only while somebody waits, so that claims stay cheap however many visits there were.
  `create table waiting (
     ticket_id uuid primary key,
     patient_id uuid not null,
     queue text not null,
     languages text[] not null,
     interpreter_wanted boolean not null,
     urgency text not null,
     triaged boolean not null,
     queue_key bigint not null,
     arrived_at timestamptz not null,
     not_before timestamptz not null,
     expert_id uuid,
     constraint waiting_ticket_fkey foreign key (ticket_id) references ticket (id),
     constraint waiting_patient_fkey foreign key (patient_id) references patient (id),
     constraint waiting_expert_fkey foreign key (expert_id) references expert (id),
     constraint waiting_queue check (queue = 'triage' or queue in (${specialties}))
   )`,
  `create index waiting_order on waiting (queue, queue_key, ticket_id)`,
  `create index waiting_expert on waiting (expert_id) where expert_id is not null`,

  // consultations
  `create table consultation (
     id uuid primary key default uuidv7(),
     ticket_id uuid not null,
     patient_id uuid not null,
     expert_id uuid not null,
     status text not null default 'called',
     reasons jsonb not null,
     matched_at timestamptz not null,
     matched_by uuid,
     call_until timestamptz not null,
     room_name text not null,
     room_epoch integer not null default 1,
     started_at timestamptz,
     ended_at timestamptz,
     end_reason text,
     ended_by uuid,
     constraint consultation_ticket_fkey foreign key (ticket_id) references ticket (id),
     constraint consultation_patient_fkey foreign key (patient_id) references patient (id),
     constraint consultation_expert_fkey foreign key (expert_id) references expert (id),
     constraint consultation_matched_by_fkey foreign key (matched_by) references account (id),
     constraint consultation_ended_by_fkey foreign key (ended_by) references account (id),
     constraint consultation_room_key unique (room_name),
     constraint consultation_status check (status in ('called','inProgress','finished','notHeld')),
     constraint consultation_ended check ((status in ('finished','notHeld')) = (ended_at is not null)),
     constraint consultation_end_reason check (end_reason in
       ('completed','unanswered','declined','patientLeft','technical','wrongSpecialty','emergency','other'))
   )`,
  `create unique index consultation_one_an_expert on consultation (expert_id) where ended_at is null`,
  `create unique index consultation_one_a_ticket on consultation (ticket_id) where ended_at is null`,
  `create unique index consultation_held_once_a_ticket on consultation (ticket_id) where status in ('inProgress','finished')`,
  `create unique index consultation_one_a_patient on consultation (patient_id) where ended_at is null`,
  `create index consultation_ticket on consultation (ticket_id, matched_at desc)`,
  `create index consultation_patient on consultation (patient_id, matched_at desc)`,
  `create index consultation_expert on consultation (expert_id, matched_at desc)`,
  `create index consultation_ended on consultation (ended_at desc) where ended_at is not null`,
  // Rooms that nobody may be in any more, until the carrier has closed them for the last time.
  `create table abandoned_room (
     room_name text primary key,
     consultation_id uuid not null,
     abandoned_at timestamptz not null,
     close_at timestamptz not null,
     constraint abandoned_room_consultation_fkey foreign key (consultation_id) references consultation (id)
   )`,
  `create index abandoned_room_close_at on abandoned_room (close_at)`,
  `create table participant (
     id uuid primary key default uuidv7(),
     consultation_id uuid not null,
     idempotency_key uuid,
     kind text not null,
     account_id uuid,
     name text not null,
     status text not null,
     invited_by uuid,
     admitted_at timestamptz,
     admitted_by uuid,
     removed_at timestamptz,
     created_at timestamptz not null default now(),
     constraint participant_consultation_fkey foreign key (consultation_id) references consultation (id),
     constraint participant_account_fkey foreign key (account_id) references account (id),
     constraint participant_invited_by_fkey foreign key (invited_by) references account (id),
     constraint participant_admitted_by_fkey foreign key (admitted_by) references account (id),
     constraint participant_idempotency unique (consultation_id, idempotency_key),
     constraint participant_kind check (kind in ('patient','doctor','expert','interpreter','relative')),
     constraint participant_status check (status in ('invited','asking','admitted','refused','removed')),
     constraint participant_admitted check (status <> 'admitted' or admitted_at is not null)
   )`,
  `create unique index participant_once on participant (consultation_id, account_id) where account_id is not null`,
  `create table message (
     id uuid primary key default uuidv7(),
     consultation_id uuid not null,
     participant_id uuid not null,
     idempotency_key uuid not null,
     body text not null,
     sent_at timestamptz not null,
     constraint message_consultation_fkey foreign key (consultation_id) references consultation (id),
     constraint message_participant_fkey foreign key (participant_id) references participant (id),
     constraint message_idempotency unique (participant_id, idempotency_key),
     constraint message_body check (length(body) between 1 and 4000)
   )`,
  `create index message_consultation on message (consultation_id, sent_at, id)`,

  // notes
  `create table note (
     id uuid primary key default uuidv7(),
     consultation_id uuid not null,
     patient_id uuid not null,
     author_id uuid not null,
     version integer not null default 1,
     complaint text not null default '',
     subjective text not null default '',
     objective text not null default '',
     assessment text not null default '',
     plan text not null default '',
     advice text not null default '',
     follow_up text not null default '',
     saved_at timestamptz not null,
     signed_by uuid,
     signed_at timestamptz,
     signer_name text,
     constraint note_consultation_key unique (consultation_id),
     constraint note_consultation_fkey foreign key (consultation_id) references consultation (id),
     constraint note_patient_fkey foreign key (patient_id) references patient (id),
     constraint note_author_fkey foreign key (author_id) references account (id),
     constraint note_signed_by_fkey foreign key (signed_by) references account (id),
     constraint note_signed check ((signed_at is null) = (signed_by is null) and (signed_at is null) = (signer_name is null))
   )`,
  `create index note_patient on note (patient_id) where signed_at is not null`,
  `create table note_addendum (
     id uuid primary key default uuidv7(),
     note_id uuid not null,
     idempotency_key uuid not null,
     body text not null,
     signed_by uuid not null,
     signer_name text not null,
     signed_at timestamptz not null,
     constraint note_addendum_note_fkey foreign key (note_id) references note (id),
     constraint note_addendum_signed_by_fkey foreign key (signed_by) references account (id),
     constraint note_addendum_idempotency unique (note_id, idempotency_key),
     constraint note_addendum_body check (length(body) between 1 and 20000)
   )`,
  `create function refuse_change_of_signed_note() returns trigger language plpgsql as $$
   begin
     if old.signed_at is not null then
       raise exception 'a signed note cannot be changed; add an addendum' using errcode = 'QY001';
     end if;
     return case when tg_op = 'DELETE' then old else new end;
   end $$`,
  `create trigger note_signed_is_frozen before update or delete on note
     for each row execute function refuse_change_of_signed_note()`,
  `create function refuse_change_of_addendum() returns trigger language plpgsql as $$
   begin
     raise exception 'an addendum cannot be changed; add another' using errcode = 'QY001';
   end $$`,
  `create trigger note_addendum_is_frozen before update or delete on note_addendum
     for each row execute function refuse_change_of_addendum()`,

  // What commits is announced. Ids are not in commit order: readers go by the transaction's id below the snapshot's xmin.
  `create table outbox (
     id bigint generated always as identity primary key,
     transaction_id xid8 not null default pg_current_xact_id(),
     topics text[] not null,
     created_at timestamptz not null default now()
   )`,
  `create index outbox_transaction on outbox (transaction_id, id)`,

  `alter table account add constraint account_time_zone check (is_time_zone(time_zone))`,
  `alter table expert add constraint expert_time_zone check (is_time_zone(time_zone))`,
  `alter table shift_pattern add constraint shift_pattern_time_zone check (is_time_zone(time_zone))`,
  `alter table shift add constraint shift_time_zone check (is_time_zone(time_zone))`,
]
