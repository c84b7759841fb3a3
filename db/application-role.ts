import { type Kysely, sql } from 'kysely'
import pg from 'pg'

/** Whom the application is for PostgreSQL: it reads and writes rows, and owns nothing. */
export interface ApplicationRole {
  readonly name: string
  readonly password: string
}

/** Of the application (`public`) and of its timed jobs (pg-boss's). */
const schemas = ['public', 'pgboss']

/** Which migrations have run is the owner's to write. */
const ownersTables = ['kysely_migration', 'kysely_migration_lock']

/** Any number, the same in every process: two that grant at once would stumble over each other's rows of the catalogue. */
const grantingLock = 7_305_001

/** Makes the role on a server of ours, or gives the one that is there this password; `url` is the superuser's. */
export async function createApplicationRole(url: string, { name, password }: ApplicationRole): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'qiaoyi-owner' })
  await client.connect()
  try {
    const role = pg.escapeIdentifier(name)
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [name])
    if (rowCount === 0) await client.query(`create role ${role}`)
    await client.query(
      `alter role ${role} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password ${pg.escapeLiteral(password)}`,
    )
  } finally {
    await client.end()
  }
}

/**
 * Lets the role read and write every row there is, also of tables that the owner makes later, and nothing else: it can't
 * truncate, alter, drop or create anything, nor switch a trigger off. Run as the owner, after each migration; again
 * without harm.
 */
export async function grantToApplication<DB>(owner: Kysely<DB>, roleName: string): Promise<void> {
  const role = sql.id(roleName)
  await owner.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(grantingLock)})`.execute(trx)
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(trx)
    const database = sql.id(rows[0]?.name ?? '')
    await sql`grant connect on database ${database} to ${role}`.execute(trx)
    await sql`revoke create, temporary on database ${database} from public, ${role}`.execute(trx)
    for (const name of schemas) {
      const there = await sql`select from pg_namespace where nspname = ${name}`.execute(trx)
      if (there.rows.length === 0) continue
      const schema = sql.id(name)
      await sql`revoke create on schema ${schema} from public, ${role}`.execute(trx)
      await sql`grant usage on schema ${schema} to ${role}`.execute(trx)
      await sql`grant select, insert, update, delete on all tables in schema ${schema} to ${role}`.execute(trx)
      await sql`grant usage on all sequences in schema ${schema} to ${role}`.execute(trx)
      const later = sql`alter default privileges in schema ${schema} grant`
      await sql`${later} select, insert, update, delete on tables to ${role}`.execute(trx)
      await sql`${later} usage on sequences to ${role}`.execute(trx)
    }
    for (const table of ownersTables) {
      await sql`revoke insert, update, delete on ${sql.id('public', table)} from ${role}`.execute(trx)
    }
  })
}

/** Whether who is connected may do with the tables as their owner may. Undefined where there are none yet. */
export async function ownsTables<DB>(db: Kysely<DB>): Promise<boolean | undefined> {
  const { rows } = await sql<{ owns: boolean }>`
    select pg_has_role(relowner, 'usage') as owns from pg_class where oid = to_regclass('public.kysely_migration')`.execute(
    db,
  )
  return rows[0]?.owns
}

/** Whether who is connected may lay the tables of an empty database: in its schema `public`, and the jobs' own schema. */
export async function mayCreateTables<DB>(db: Kysely<DB>): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`
    select has_schema_privilege('public', 'create') and has_database_privilege(current_database(), 'create') as may`.execute(
    db,
  )
  return rows[0]?.may ?? false
}
