import { type Kysely, sql } from 'kysely'

/**
 * A signature says who signed as they were then. Titles that have words in every language are kept by their names, and an
 * institution has a name in Latin letters beside its own.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    drop index if exists consultation_held;
    alter table note
      drop column signer_title, drop column signer_institution, drop column signer_institution_latin,
      drop column signer_license_number;
    alter table expert drop column institution_latin;
  `)
    .execute(db)
}

const statements = [
  `alter table expert add column institution_latin text not null default ''`,
  `update expert set title = known.name
   from (values
     ('chiefPhysician', '主任医师'), ('associateChiefPhysician', '副主任医师'), ('attendingPhysician', '主治医师'),
     ('residentPhysician', '住院医师'), ('familyDoctor', '家庭医生'), ('generalPractitioner', '全科医生'),
     ('specialistPhysician', '专科医生'), ('chiefTcmPhysician', '主任中医师'), ('tcmPractitioner', '注册中医师'),
     ('clinicalPsychologist', '临床心理师'), ('psychotherapist', '心理治疗师'), ('counsellor', '心理咨询师'),
     ('midwife', '助产士'), ('nurse', '护士'), ('lawyer', '律师'), ('notary', '公证员'),
     ('communityVolunteer', '侨务志愿者')
   ) as known (name, said) where expert.title = known.said`,

  `alter table note
     add column signer_title text, add column signer_institution text, add column signer_institution_latin text,
     add column signer_license_number text`,
  // What is signed stands still from here on; for notes signed before, today's entry is the nearest that is known.
  // A row that is written again is checked again, also by a rule that some rows were let off.
  `alter table note disable trigger user`,
  `alter table note drop constraint note_signed_by_author`,
  `update note set
     signer_title = expert.title, signer_institution = expert.institution,
     signer_institution_latin = expert.institution_latin, signer_license_number = expert.license_number
   from consultation join expert on expert.id = consultation.expert_id
   where consultation.id = note.consultation_id and note.signed_at is not null`,
  `alter table note enable trigger user`,
  `alter table note add constraint note_signed_by_author check (signed_by = author_id) not valid`,
  `do $$ begin
     alter table note validate constraint note_signed_by_author;
   exception when check_violation then
     raise warning 'some rows of note do not keep to note_signed_by_author: they were written before it was a rule';
   end $$`,
  `alter table note add constraint note_signature check (
     num_nulls(signer_title, signer_institution, signer_institution_latin, signer_license_number)
       = case when signed_at is null then 4 else 0 end)`,

  // A doctor's own visits, the latest first.
  `create index consultation_held on consultation (expert_id, started_at desc) where started_at is not null`,
]
