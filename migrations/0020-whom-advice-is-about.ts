import { type Kysely, sql } from 'kysely'

/**
 * A signed note says whom it is about, as they were at the signing: an account may give its patient another name and birth date
 * afterwards. The database takes both from the visit's patient, also where a process of the version before signs.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    drop trigger if exists note_patient_at_signing on note;
    drop function if exists note_says_whom_it_is_about;
    alter table note drop column if exists patient_name, drop column if exists patient_birth_date;
  `)
    .execute(db)
}

const ofVisit = `from consultation join patient on patient.id = consultation.patient_id where consultation.id`

const statements = [
  `alter table note add column patient_name text, add column patient_birth_date date`,

  // For notes signed before, today's patient is the nearest that is known. A change of a column's type fires no trigger of what is
  // frozen, and checks no row again by a rule that it was let off.
  `create function patient_of_visit(visit uuid) returns patient language sql stable as $$
     select patient.* ${ofVisit} = visit
   $$`,
  `alter table note
     alter column patient_name type text
       using case when signed_at is not null then (patient_of_visit(consultation_id)).name end,
     alter column patient_birth_date type date
       using case when signed_at is not null then (patient_of_visit(consultation_id)).birth_date end`,
  `drop function patient_of_visit`,

  `create function note_says_whom_it_is_about() returns trigger language plpgsql as $$
   begin
     select patient.name, patient.birth_date into new.patient_name, new.patient_birth_date
       ${ofVisit} = new.consultation_id;
     return new;
   end $$`,
  `create trigger note_patient_at_signing before update on note for each row
     when (old.signed_at is null and new.signed_at is not null)
     execute function note_says_whom_it_is_about()`,
  `alter table note add constraint note_of_whom check (
     (patient_name is null) = (signed_at is null) and (patient_birth_date is null or signed_at is not null))`,
]
