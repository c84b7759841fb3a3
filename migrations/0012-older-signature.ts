import { type Kysely, sql } from 'kysely'

/**
 * While an upgrade rolls, processes sign that know nothing of the signer's title, institution and licence: the database adds
 * them to a signature that has none of the four. One that has some goes on being refused by `note_signature`. Once no process
 * from before 0010 can run beside the newest, a later migration may drop this.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop trigger if exists note_signature_of_older on note; drop function complete_signature').execute(db)
}

const statements = [
  `create function complete_signature() returns trigger language plpgsql as $$
   begin
     select title, institution, institution_latin, license_number
       into new.signer_title, new.signer_institution, new.signer_institution_latin, new.signer_license_number
       from expert where id = new.expert_id;
     return new;
   end $$`,
  // Triggers go by their names: the note's expert is known by now, and what is frozen is refused after this one.
  `create trigger note_signature_of_older before update on note for each row
     when (new.signed_at is not null and num_nonnulls(new.signer_title, new.signer_institution, new.signer_institution_latin,
       new.signer_license_number) = 0)
     execute function complete_signature()`,
]
