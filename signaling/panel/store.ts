import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { LanguageSkill } from './contract.ts'

type ExpertRow = Selectable<Database['expert']>

export interface ExpertEntry extends ExpertRow {
  readonly email: string
  readonly languages: LanguageSkill[]
}

function selectExperts(db: Kysely<Database>) {
  return db
    .selectFrom('expert')
    .innerJoin('account', 'account.id', 'expert.accountId')
    .selectAll('expert')
    .select('account.email')
    .select(({ selectFrom }) =>
      selectFrom('expertLanguage')
        .whereRef('expertLanguage.expertId', '=', 'expert.id')
        .select(
          sql<LanguageSkill[]>`json_agg(json_build_object('language', language, 'proficiency', proficiency)
            order by array_position(array['native','fluent','basic'], proficiency), language)`.as('skills'),
        )
        .as('languages'),
    )
}

function withLanguages<Row extends { languages: LanguageSkill[] | null }>(row: Row) {
  return { ...row, languages: row.languages ?? [] }
}

export async function listExperts(db: Kysely<Database>): Promise<ExpertEntry[]> {
  const rows = await selectExperts(db).orderBy('expert.nameLatin').orderBy('expert.id').execute()
  return rows.map(withLanguages)
}

/** Those who can be met: neither retired nor disabled. */
export async function listActiveExperts(db: Kysely<Database>): Promise<ExpertEntry[]> {
  const rows = await selectExperts(db)
    .where('expert.retiredAt', 'is', null)
    .where('account.disabledAt', 'is', null)
    .orderBy('expert.nameLatin')
    .orderBy('expert.id')
    .execute()
  return rows.map(withLanguages)
}

export async function findExpert(db: Kysely<Database>, id: string): Promise<ExpertEntry | undefined> {
  const row = await selectExperts(db).where('expert.id', '=', id).executeTakeFirst()
  return row && withLanguages(row)
}

export async function getExpert(db: Kysely<Database>, id: string): Promise<ExpertEntry> {
  return withLanguages(await selectExperts(db).where('expert.id', '=', id).executeTakeFirstOrThrow())
}

export async function findExpertByKey(
  db: Kysely<Database>,
  createdBy: string,
  idempotencyKey: string,
): Promise<ExpertEntry | undefined> {
  const row = await selectExperts(db)
    .where('expert.createdBy', '=', createdBy)
    .where('expert.idempotencyKey', '=', idempotencyKey)
    .executeTakeFirst()
  return row && withLanguages(row)
}

export type ExpertValues = Pick<
  ExpertRow,
  | 'accountId'
  | 'idempotencyKey'
  | 'nameHan'
  | 'nameLatin'
  | 'specialties'
  | 'title'
  | 'institution'
  | 'institutionLatin'
  | 'licenseNumber'
  | 'licenseVerifiedBy'
  | 'licenseVerifiedAt'
  | 'timeZone'
  | 'createdBy'
  | 'createdAt'
>

export async function insertExpert(
  trx: Transaction<Database>,
  values: ExpertValues,
  languages: readonly LanguageSkill[],
): Promise<string> {
  const { id } = await trx
    .insertInto('expert')
    .values({
      accountId: values.accountId,
      idempotencyKey: values.idempotencyKey,
      nameHan: values.nameHan,
      nameLatin: values.nameLatin,
      specialties: values.specialties,
      title: values.title,
      institution: values.institution,
      institutionLatin: values.institutionLatin,
      licenseNumber: values.licenseNumber,
      licenseVerifiedBy: values.licenseVerifiedBy,
      licenseVerifiedAt: values.licenseVerifiedAt,
      timeZone: values.timeZone,
      createdBy: values.createdBy,
      createdAt: values.createdAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await insertLanguages(trx, id, languages)
  return id
}

async function insertLanguages(
  trx: Transaction<Database>,
  expertId: string,
  languages: readonly LanguageSkill[],
): Promise<void> {
  await trx
    .insertInto('expertLanguage')
    .values(languages.map(({ language, proficiency }) => ({ expertId, language, proficiency })))
    .execute()
}

export async function replaceLanguages(
  trx: Transaction<Database>,
  expertId: string,
  languages: readonly LanguageSkill[],
): Promise<void> {
  await trx.deleteFrom('expertLanguage').where('expertId', '=', expertId).execute()
  await insertLanguages(trx, expertId, languages)
}

export type ExpertChange = Partial<
  Omit<ExpertValues, 'accountId' | 'idempotencyKey' | 'createdBy' | 'createdAt'> & {
    retiredAt: Temporal.Instant | null
  }
>

/** A column that the change leaves out stays as it is. */
export async function updateExpert(trx: Transaction<Database>, id: string, change: ExpertChange): Promise<void> {
  if (Object.keys(change).length === 0) return
  await trx
    .updateTable('expert')
    .set({
      nameHan: change.nameHan,
      nameLatin: change.nameLatin,
      specialties: change.specialties,
      title: change.title,
      institution: change.institution,
      institutionLatin: change.institutionLatin,
      licenseNumber: change.licenseNumber,
      licenseVerifiedBy: change.licenseVerifiedBy,
      licenseVerifiedAt: change.licenseVerifiedAt,
      timeZone: change.timeZone,
      retiredAt: change.retiredAt,
    })
    .where('id', '=', id)
    .execute()
}
