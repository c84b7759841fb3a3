import type { Kysely, Selectable, Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'

type Instant = Temporal.Instant
export type Account = Selectable<Database['account']>

export function findAccount(db: Kysely<Database>, id: string): Promise<Account | undefined> {
  return db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()
}

export function findAccountByEmail(db: Kysely<Database>, email: string): Promise<Account | undefined> {
  return db.selectFrom('account').selectAll().where('email', '=', email).executeTakeFirst()
}

interface AccountValues {
  readonly email: string
  readonly role: Account['role']
  readonly name: string
  readonly timeZone: string
  readonly languages: Account['languages']
  readonly locale: Account['locale']
  readonly createdBy: string | null
  readonly createdAt: Instant
}

export function insertAccount(trx: Transaction<Database>, values: AccountValues): Promise<Account> {
  return trx
    .insertInto('account')
    .values({
      email: values.email,
      role: values.role,
      name: values.name,
      timeZone: values.timeZone,
      languages: values.languages,
      locale: values.locale,
      createdBy: values.createdBy,
      createdAt: values.createdAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function updateAccount(
  trx: Transaction<Database>,
  id: string,
  change: Partial<Pick<Account, 'name' | 'timeZone' | 'languages' | 'locale' | 'country'>>,
): Promise<Account> {
  const { name, timeZone, languages, locale, country } = change
  // With the id, since an empty change is no SQL.
  return trx
    .updateTable('account')
    .set({ id, name, timeZone, languages, locale, country })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export function listStaff(db: Kysely<Database>): Promise<Account[]> {
  return db
    .selectFrom('account')
    .selectAll()
    .where('role', 'in', ['doctor', 'coordinator'])
    .orderBy('name')
    .orderBy('id')
    .execute()
}

/**
 * The coordinators who may sign in, held until the transaction has ended: none of them is disabled meanwhile. Rows that name one of
 * them, as who has ended a place, are written all the same.
 */
export function lockCoordinators(trx: Transaction<Database>): Promise<Pick<Account, 'id'>[]> {
  return trx
    .selectFrom('account')
    .select('id')
    .where('role', '=', 'coordinator')
    .where('disabledAt', 'is', null)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
}

export function setDisabled(
  trx: Transaction<Database>,
  id: string,
  { disabledAt, disabledBy }: Pick<Account, 'disabledAt' | 'disabledBy'>,
): Promise<Account> {
  return trx
    .updateTable('account')
    .set({ disabledAt, disabledBy })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** null as well for an expert who has retired: whoever signs in then stands on no panel. */
export async function findActiveExpertId(db: Kysely<Database>, accountId: string): Promise<string | null> {
  const row = await db
    .selectFrom('expert')
    .select('id')
    .where('accountId', '=', accountId)
    .where('retiredAt', 'is', null)
    .executeTakeFirst()
  return row?.id ?? null
}

export async function findExpertId(db: Kysely<Database>, accountId: string): Promise<string | null> {
  const row = await db.selectFrom('expert').select('id').where('accountId', '=', accountId).executeTakeFirst()
  return row?.id ?? null
}
