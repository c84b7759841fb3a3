import { type Kysely, sql } from 'kysely'

/**
 * Signs, supplies, and what a place has from its ticket hold the words of their lists alone, as every other such column does.
 * A row that was written otherwise stays as it is for as long as nothing of it is written: the check holds from now on.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // In the order in which places are left, so that nobody who has the one waits for the other.
  await sql.raw('lock table waiting, ticket in access exclusive mode').execute(db)
  for (const [table, column, rule] of checks) {
    const name = `${table}_${column}`
    await sql.raw(`alter table ${table} add constraint ${name} check (${rule}) not valid`).execute(db)
    await sql
      .raw(
        `do $$ begin
           alter table ${table} validate constraint ${name};
         exception when check_violation then
           raise warning 'some rows of ${table} do not keep to ${name}: they were written before it was a rule';
         end $$`,
      )
      .execute(db)
  }
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const [table, column] of checks) {
    await sql.raw(`alter table ${table} drop constraint if exists ${table}_${column}`).execute(db)
  }
}

const redFlags = `'chestPain','breathless','strokeSigns','heavyBleeding','unconscious','severeAllergy','selfHarm','infantFever','pregnancyBleeding'`
const supplies = `'photos','earlierReports','medicationList','identityDocument'`
const languages = `'cmn','wuu-wz','wuu-qt','en','it','es','fr','de','pt'`

const checks = [
  ['ticket', 'red_flags', `red_flags <@ array[${redFlags}]`],
  ['ticket', 'to_be_supplied', `to_be_supplied <@ array[${supplies}]`],
  ['waiting', 'languages', `languages <@ array[${languages}]`],
  ['waiting', 'urgency', `urgency in ('emergency','urgent','routine')`],
] as const
