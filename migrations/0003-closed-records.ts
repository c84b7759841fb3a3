import { type Kysely, sql } from 'kysely'

/**
 * Records that belong together say so to the database: whoever writes a row of one patient, expert or visit cannot hang it onto
 * another's, a place is there exactly while its ticket waits, and a signature is given by itself.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...mending, ...belonging, ...story, ...signing, ...stuck])
    await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const statement of undoing) await sql.raw(statement).execute(db)
}

/** `child (…columns)` refers to a row of `parent` that has all of these: its id, and what it says of itself. */
interface Belonging {
  readonly name: string
  readonly child: string
  readonly columns: string
  readonly parent: string
  readonly parentColumns: string
  /** The simpler keys that it makes needless: their column and what it refers to. */
  readonly replaces: ReadonlyArray<readonly [name: string, column: string, parent: string]>
}

function belongs(
  child: string,
  name: string,
  columns: string,
  parent: string,
  parentColumns: string,
  replaces: Belonging['replaces'],
): Belonging {
  return { name, child, columns, parent, parentColumns, replaces }
}

const belongings: readonly Belonging[] = [
  belongs('shift', 'shift_pattern_of_expert', 'pattern_id, expert_id', 'shift_pattern', 'id, expert_id', [
    ['shift_pattern_fkey', 'pattern_id', 'shift_pattern'],
  ]),
  belongs('duty', 'duty_shift_of_expert', 'shift_id, expert_id', 'shift', 'id, expert_id', [
    ['duty_shift_fkey', 'shift_id', 'shift'],
    ['duty_expert_fkey', 'expert_id', 'expert'],
  ]),
  belongs('appointment', 'appointment_shift_of_expert', 'shift_id, expert_id', 'shift', 'id, expert_id', [
    ['appointment_shift_fkey', 'shift_id', 'shift'],
    ['appointment_expert_fkey', 'expert_id', 'expert'],
  ]),
  belongs('appointment', 'appointment_patient_of_account', 'patient_id, account_id', 'patient', 'id, account_id', [
    ['appointment_patient_fkey', 'patient_id', 'patient'],
    ['appointment_account_fkey', 'account_id', 'account'],
  ]),
  belongs('ticket', 'ticket_patient_of_account', 'patient_id, account_id', 'patient', 'id, account_id', [
    ['ticket_patient_fkey', 'patient_id', 'patient'],
    ['ticket_account_fkey', 'account_id', 'account'],
  ]),
  belongs('ticket', 'ticket_appointment_of_patient', 'appointment_id, patient_id', 'appointment', 'id, patient_id', [
    ['ticket_appointment_fkey', 'appointment_id', 'appointment'],
  ]),
  belongs('waiting', 'waiting_ticket_of_patient', 'ticket_id, patient_id', 'ticket', 'id, patient_id', [
    ['waiting_ticket_fkey', 'ticket_id', 'ticket'],
    ['waiting_patient_fkey', 'patient_id', 'patient'],
  ]),
  belongs('consultation', 'consultation_ticket_of_patient', 'ticket_id, patient_id', 'ticket', 'id, patient_id', [
    ['consultation_ticket_fkey', 'ticket_id', 'ticket'],
    ['consultation_patient_fkey', 'patient_id', 'patient'],
  ]),
  belongs(
    'message',
    'message_participant_of_consultation',
    'participant_id, consultation_id',
    'participant',
    'id, consultation_id',
    [
      ['message_participant_fkey', 'participant_id', 'participant'],
      ['message_consultation_fkey', 'consultation_id', 'consultation'],
    ],
  ),
]

/** What a key refers to must be unique, though the id alone is so already. */
const referred: ReadonlyArray<readonly [table: string, name: string, columns: string]> = [
  ['shift_pattern', 'shift_pattern_of_expert_key', 'id, expert_id'],
  ['shift', 'shift_of_expert_key', 'id, expert_id'],
  ['patient', 'patient_of_account_key', 'id, account_id'],
  ['appointment', 'appointment_of_patient_key', 'id, patient_id'],
  ['ticket', 'ticket_of_patient_key', 'id, patient_id'],
  ['expert', 'expert_of_account_key', 'id, account_id'],
  ['consultation', 'consultation_of_patient_and_expert_key', 'id, patient_id, expert_id'],
  ['participant', 'participant_in_consultation_key', 'id, consultation_id'],
  ['note', 'note_of_author_key', 'id, author_id'],
]

const belonging = [
  ...referred.map(([table, name, columns]) => `alter table ${table} add constraint ${name} unique (${columns})`),
  ...belongings.flatMap(({ name, child, columns, parent, parentColumns, replaces }) => [
    `alter table ${child} add constraint ${name} foreign key (${columns}) references ${parent} (${parentColumns})`,
    ...replaces.map(([simpler]) => `alter table ${child} drop constraint ${simpler}`),
  ]),
  `alter table participant add constraint participant_account
     check ((kind in ('interpreter', 'relative')) = (account_id is null))`,
]

/**
 * Places that no doctor can call and no coordinator can end: a ticket that could say of itself what it liked. Their patients may
 * take another.
 */
const mending = [
  `delete from waiting w using ticket t where t.id = w.ticket_id and t.status <> 'waiting'`,
  `update ticket t set status = 'left', left_reason = 'coordinator', left_at = now(), left_note = 'ended by the server: nobody could call it'
   where (status = 'waiting' and not exists (select from waiting w where w.ticket_id = t.id))
     or (status in ('called', 'inConsultation')
       and not exists (select from consultation c where c.ticket_id = t.id and c.ended_at is null))`,
  `update waiting w set patient_id = t.patient_id from ticket t where t.id = w.ticket_id and t.patient_id <> w.patient_id`,
]

/**
 * Looked at when a transaction commits, since within one the two rows change one after the other. Whoever changes either holds
 * the ticket's.
 */
const story = [
  `create function refuse_two_stories() returns trigger language plpgsql as $$
   declare
     the_ticket uuid;
     its_status text;
     has_place boolean;
   begin
     if tg_table_name = 'ticket' then the_ticket := new.id;
     elsif tg_op = 'DELETE' then the_ticket := old.ticket_id;
     else the_ticket := new.ticket_id;
     end if;
     select t.status, exists (select from waiting w where w.ticket_id = t.id)
     into its_status, has_place from ticket t where t.id = the_ticket;
     if has_place <> (its_status = 'waiting') then
       raise exception 'ticket % is %, and has % place', the_ticket, its_status, case when has_place then 'a' else 'no' end
         using errcode = 'check_violation', constraint = 'ticket_waits_in_its_place';
     end if;
     return null;
   end $$`,
  `create constraint trigger ticket_waits_in_its_place after insert or update of status on ticket
     deferrable initially deferred for each row execute function refuse_two_stories()`,
  `create constraint trigger waiting_is_of_its_ticket after insert or delete or update of ticket_id on waiting
     deferrable initially deferred for each row execute function refuse_two_stories()`,
]

/** Names of constraints on notes that were perhaps broken before they were rules. */
const ofNotes: ReadonlyArray<readonly [table: string, name: string, rule: string]> = [
  [
    'note',
    'note_consultation_of_patient_and_expert',
    'foreign key (consultation_id, patient_id, expert_id) references consultation (id, patient_id, expert_id)',
  ],
  ['note', 'note_author_is_the_expert', 'foreign key (expert_id, author_id) references expert (id, account_id)'],
  ['note', 'note_signed_by_author', 'check (signed_by = author_id)'],
  ['note_addendum', 'note_addendum_by_author', 'foreign key (note_id, signed_by) references note (id, author_id)'],
]

const signing = [
  // The database says whose visit it was; nobody is asked.
  `alter table note add column expert_id uuid`,
  `create function note_is_of_the_expert() returns trigger language plpgsql as $$
   begin
     new.expert_id := (select expert_id from consultation where id = new.consultation_id);
     return new;
   end $$`,
  `create trigger note_of_expert before insert or update of consultation_id, expert_id on note
     for each row execute function note_is_of_the_expert()`,
  `alter table note disable trigger note_signed_is_frozen`,
  `update note set expert_id = null`,
  `alter table note enable trigger note_signed_is_frozen`,
  `alter table note alter column expert_id set not null`,

  // New rows keep to these. What is signed is evidence and stays as it is, also where it breaks one: that is said and not hidden.
  ...ofNotes.flatMap(([table, name, rule]) => [
    `alter table ${table} add constraint ${name} ${rule} not valid`,
    `do $$ begin
       alter table ${table} validate constraint ${name};
     exception when foreign_key_violation or check_violation then
       raise warning 'some rows of ${table} do not keep to ${name}: they were written before it was a rule';
     end $$`,
  ]),

  `create function refuse_signature_beside_text() returns trigger language plpgsql as $$
   begin
     if tg_op = 'INSERT' then
       if new.signed_at is null then return new; end if;
     elsif new.signed_at is null or (
       new.id, new.consultation_id, new.patient_id, new.author_id, new.version, new.complaint, new.subjective, new.objective,
       new.assessment, new.plan, new.advice, new.follow_up, new.saved_at
     ) is not distinct from (
       old.id, old.consultation_id, old.patient_id, old.author_id, old.version, old.complaint, old.subjective, old.objective,
       old.assessment, old.plan, old.advice, old.follow_up, old.saved_at
     ) then
       return new;
     end if;
     raise exception 'a note is signed by itself, as it is stored, and not while it is written'
       using errcode = 'check_violation', constraint = 'note_signed_by_itself';
   end $$`,
  // Triggers go by their names: what is frozen is refused as such, before this one looks.
  `create trigger note_signed_without_writing before insert or update on note
     for each row execute function refuse_signature_beside_text()`,
  `create function refuse_addendum_to_draft() returns trigger language plpgsql as $$
   begin
     if exists (select from note where id = new.note_id and signed_at is null) then
       raise exception 'a note that is not signed is changed, not added to'
         using errcode = 'check_violation', constraint = 'note_addendum_to_signed';
     end if;
     return new;
   end $$`,
  `create trigger note_addendum_to_signed before insert on note_addendum
     for each row execute function refuse_addendum_to_draft()`,
]

/** A place whose ticket could not be called, and when last: its coordinator is told. */
const stuck = [
  `alter table waiting add column stuck_at timestamptz`,
  `create index waiting_stuck on waiting (stuck_at) where stuck_at is not null`,
]

const undoing = [
  `alter table waiting drop column stuck_at`,
  `drop trigger note_addendum_to_signed on note_addendum`,
  `drop trigger note_signed_without_writing on note`,
  `drop trigger note_of_expert on note`,
  ...ofNotes.map(([table, name]) => `alter table ${table} drop constraint ${name}`),
  `alter table note drop column expert_id`,
  `drop trigger ticket_waits_in_its_place on ticket`,
  `drop trigger waiting_is_of_its_ticket on waiting`,
  `drop function refuse_addendum_to_draft, refuse_signature_beside_text, note_is_of_the_expert, refuse_two_stories`,
  `alter table participant drop constraint participant_account`,
  ...belongings.flatMap(({ name, child, replaces }) => [
    ...replaces.map(
      ([simpler, column, to]) =>
        `alter table ${child} add constraint ${simpler} foreign key (${column}) references ${to} (id)`,
    ),
    `alter table ${child} drop constraint ${name}`,
  ]),
  ...referred.map(([table, name]) => `alter table ${table} drop constraint ${name}`),
]
