import { type Kysely, sql } from 'kysely'

/**
 * Who of the two is in the room of a visit under way, as the carrier tells and several processes must agree on; and what
 * follows where the doctor has gone: a place before all others, a duty that says why it is paused.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    alter table duty drop constraint if exists duty_paused_because, drop column if exists paused_because;
    alter table waiting drop column if exists first_since;
    alter table ticket drop column if exists first_since;
    drop table if exists presence;
    update consultation set end_reason = 'technical' where end_reason = 'doctorGone';
    alter table consultation drop constraint consultation_end_reason, add constraint consultation_end_reason
      check (end_reason in ('completed','unanswered','declined','patientLeft','technical','wrongSpecialty','emergency','other'));
  `)
    .execute(db)
}

const statements = [
  // Hot: a row lives only while a visit is under way, and changes with every look into its room.
  `create table presence (
     consultation_id uuid primary key,
     look_at timestamptz not null,
     looked_at timestamptz,
     patient_absent_since timestamptz,
     doctor_absent_since timestamptz,
     doctor_heard_at timestamptz,
     doctor_page_at timestamptz,
     told text,
     told_since timestamptz,
     give_back_at timestamptz,
     page_open boolean not null default false,
     constraint presence_consultation_fkey foreign key (consultation_id) references consultation (id),
     constraint presence_told check (told in ('doctor','patient')),
     constraint presence_told_since check ((told is null) = (told_since is null)),
     constraint presence_give_back_at check ((told is not distinct from 'doctor') = (give_back_at is not null))
   ) with (fillfactor = 70)`,
  `create index presence_look_at on presence (look_at)`,
  `insert into presence (consultation_id, look_at) select id, now() from consultation where status = 'inProgress'`,

  `alter table consultation drop constraint consultation_end_reason, add constraint consultation_end_reason check (end_reason in
     ('completed','unanswered','declined','patientLeft','technical','wrongSpecialty','emergency','other','doctorGone'))`,

  `alter table ticket add column first_since timestamptz`,
  `alter table waiting add column first_since timestamptz`,

  `alter table duty add column paused_because text,
     add constraint duty_paused_because check (paused_because is null or (paused_because in ('away') and paused_at is not null))`,
]
