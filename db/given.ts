import { type Kysely, sql } from 'kysely'

import { CannotStart } from '../supervision/cannot-start.ts'

/** PostgreSQL 18 brought `uuidv7()` and `WITHOUT OVERLAPS`. */
const OLDEST_MAJOR_VERSION = 18

/** The variable that a database's URL was given in. */
type GivenBy = 'DATABASE_URL' | 'DATABASE_OWNER_URL'

/**
 * Asks a database that somebody else runs whether it can be used.
 * @throws CannotStart, saying what is wrong with the URL or the server behind it
 */
export async function checkGivenDatabase<DB>(db: Kysely<DB>, url: string, variable: GivenBy): Promise<void> {
  const version = await serverVersion(db, url, variable)
  const major = Math.floor(version / 10_000)
  if (major < OLDEST_MAJOR_VERSION) throw tooOld(String(major), url, variable)
}

function tooOld(major: string, url: string, variable: GivenBy, cause?: unknown): CannotStart {
  return new CannotStart(
    `${variable} leads to PostgreSQL ${major} (${withoutPassword(url)}); Qiaoyi needs ${OLDEST_MAJOR_VERSION} or newer.\n` +
      'Give it a newer one, or leave DATABASE_URL unset to use the embedded PostgreSQL.',
    { cause },
  )
}

async function serverVersion<DB>(db: Kysely<DB>, url: string, variable: GivenBy): Promise<number> {
  try {
    const { rows } = await sql<{
      version: number
    }>`select current_setting('server_version_num')::int as version`.execute(db)
    return rows[0]?.version ?? 0
  } catch (error) {
    if (lacksLimits(error)) throw tooOld('16 or older', url, variable, error)
    throw new CannotStart(
      `${variable} leads to no database: ${reason(error)} (${withoutPassword(url)}).\n` +
        'Correct it, or leave it unset to use the embedded PostgreSQL.',
      { cause: error },
    )
  }
}

/** PostgreSQL 17 brought transaction_timeout (`limits.ts`); one before refuses the connection (undefined_object). */
function lacksLimits(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && error.code === '42704' && error.message.includes('transaction_timeout')
  )
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens at that host and port'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'there is no host of that name'
    case '28P01':
    case '28000':
      return 'the server refuses this user or password'
    case '3D000':
      return 'the server has no database of that name'
    default:
      return error instanceof Error ? error.message : String(error)
  }
}

function withoutPassword(url: string): string {
  const parsed = URL.parse(url)
  if (!parsed) return 'not a URL'
  parsed.password = ''
  // It may also be among the parameters.
  parsed.search = ''
  return parsed.href
}
