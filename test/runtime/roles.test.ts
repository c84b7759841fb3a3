import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import pg from 'pg'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { ownsTables } from '../../db/application-role.ts'
import { openDatabase } from '../../db/connection.ts'
import { readConfig } from '../../signaling/config.ts'
import { type StartedDatabase, startDatabase } from '../../signaling/start/database.ts'
import { Shutdown } from '../../signaling/start/shutdown.ts'
import { startWatchdog } from '../../supervision/watchdog.ts'
import { createTestDatabase } from '../support/database.ts'
import { databaseUrl, onServer } from '../support/postgres.ts'

const watchdog = startWatchdog()
let name: string
let ownerUrl: string
let url: string
let said: string[]
let onSaid: ((line: string) => void) | undefined
let started: StartedDatabase[]

beforeEach(async () => {
  name = `qiaoyi_test_${randomBytes(6).toString('hex')}`
  await onServer(inject('postgresUrl'), `create database ${name}`)
  ownerUrl = databaseUrl(inject('postgresUrl'), name)
  url = databaseUrl(inject('applicationUrl'), name)
  said = []
  onSaid = undefined
  started = []
})
afterEach(async () => {
  for (const { db, rounds, background } of started) {
    await Promise.all([db.destroy(), rounds.destroy(), background.destroy()])
  }
  await onServer(inject('postgresUrl'), `drop database ${name} with (force)`)
})

async function start(env: Readonly<Record<string, string>>): Promise<StartedDatabase> {
  const { config } = readConfig(env)
  if (config === undefined) throw new Error('the environment is wrong')
  const database = await startDatabase({
    config,
    watchdog,
    shutdown: new Shutdown(),
    log: pino({ level: 'silent' }),
    progress: (line) => {
      said.push(line)
      onSaid?.(line)
    },
  })
  started.push(database)
  return database
}

describe('a database of one’s own', () => {
  test('is migrated by its owner, and used by a role that owns nothing', async () => {
    const { db } = await start({ DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl })
    expect(await ownsTables(db)).toBe(false)
    expect(said.join('\n')).not.toContain('role')
    await sql`insert into outbox (topics) values ('{}')`.execute(db)
    await expect(sql`alter table note disable trigger all`.execute(db)).rejects.toMatchObject({ code: '42501' })
    // Without the owner, as other processes may be started.
    expect(await ownsTables((await start({ DATABASE_URL: url })).db)).toBe(false)
  })

  test('with its owner alone works, and says in a line what is better', async () => {
    const { db } = await start({ DATABASE_URL: ownerUrl })
    expect(await ownsTables(db)).toBe(true)
    expect(said.filter((line) => line.includes('DATABASE_OWNER_URL'))).toHaveLength(1)
    // Doing so later takes nothing but the second role.
    const { db: application } = await start({ DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl })
    expect(await ownsTables(application)).toBe(false)
  })

  test('is migrated without the limits that requests have, also by one role for all', async () => {
    const { db, close } = openDatabase(ownerUrl, pino({ level: 'silent' }), { max: 1, purpose: 'owner' })
    await sql`
      create function refuse_limits() returns event_trigger language plpgsql as $$
      begin
        if current_setting('statement_timeout') <> '0' or current_setting('transaction_timeout') <> '0' then
          raise exception 'a long migration could not end here';
        end if;
      end $$`.execute(db)
    await sql`create event trigger refuse_limits on ddl_command_end execute function refuse_limits()`.execute(db)
    await close()
    await start({ DATABASE_URL: ownerUrl })
    expect(said.join('\n')).toContain('brought up to date')
  })

  test('whose tables somebody has locked is migrated when they have let go, and lets others pass meanwhile', async () => {
    await start({ DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl })
    const other = new pg.Client({ connectionString: ownerUrl })
    // Where the start has given up, it ends with the database.
    other.on('error', () => {})
    await other.connect()
    await other.query('begin')
    await other.query('lock table kysely_migration in access exclusive mode')
    const askedAt = performance.now()
    let firstSaidAfter = 0
    onSaid = (line) => {
      if (!line.includes('locked')) return
      firstSaidAfter ||= performance.now() - askedAt
      void other.end()
    }
    await start({ DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl })
    expect(said.filter((line) => line.includes('locked'))).toHaveLength(1)
    // A request waits three seconds for a lock.
    expect(firstSaidAfter).toBeLessThan(3_000)
  })

  test('with one role for both works, and says so', async () => {
    await start({ DATABASE_URL: ownerUrl, DATABASE_OWNER_URL: ownerUrl })
    expect(said.at(-1)).toContain('not the owner')
  })

  test('is given no more connections than three processes may have of it together', async () => {
    const { db, rounds, background } = await start({ DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl })
    const crowd = [db, rounds, background].flatMap((each) =>
      Array.from({ length: 15 }, () => [
        sql`select pg_sleep(0.2)`.execute(each),
        each.transaction().execute(async (trx) => await sql`select pg_sleep(0.2)`.execute(trx)),
      ]),
    )
    const counting = new pg.Client({ connectionString: ownerUrl })
    await counting.connect()
    const countUsed = async () => {
      const { rows } = await counting.query<{ used: number }>(
        `select count(*)::int as used from pg_stat_activity where datname = $1 and application_name ~ '^qiaoyi'`,
        [name],
      )
      return rows[0]?.used
    }
    await Promise.all(crowd.flat())
    // README: 29 with the one that listens and the two of the timed jobs.
    expect(await countUsed()).toBe(26)
    await counting.end()
  })

  test('of an older version, without its owner, says who must migrate it', async () => {
    const { db: owner } = await start({ DATABASE_URL: ownerUrl })
    await start({ DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl })
    await sql`delete from kysely_migration where name = (select max(name) from kysely_migration)`.execute(owner)
    await expect(start({ DATABASE_URL: url })).rejects.toThrow(/older version.*\n.*DATABASE_OWNER_URL/)
  })

  test('that is empty, without its owner, says who must migrate it', async () => {
    await expect(start({ DATABASE_URL: url })).rejects.toThrow(
      /^The database is empty, and the role of DATABASE_URL may not create tables in it\.\n.*DATABASE_OWNER_URL.*npm run migrate/,
    )
  })

  test('that is empty, with an owner who does not own it, says what they lack', async () => {
    await expect(start({ DATABASE_URL: ownerUrl, DATABASE_OWNER_URL: url })).rejects.toThrow(
      /^The database is empty, and the role of DATABASE_OWNER_URL may not create tables in it\.\n.*owner/,
    )
  })

  test('is migrated ahead of its processes, which then do without the owner', async () => {
    const env = { PATH: process.env['PATH'], DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl }
    const program = join(import.meta.dirname, '..', '..', 'scripts', 'migrate.ts')
    const { stdout } = await promisify(execFile)(process.execPath, [program], { env })
    expect(stdout).toContain('is of this version')
    expect(await ownsTables((await start({ DATABASE_URL: url })).db)).toBe(false)
    expect(said).toEqual([])
  })

  test('that is two says so', async () => {
    await using other = await createTestDatabase()
    await expect(start({ DATABASE_URL: url, DATABASE_OWNER_URL: other.ownerUrl })).rejects.toThrow(
      'different databases',
    )
  })

  test('whose owner’s password is wrong says which variable to correct', async () => {
    const wrong = Object.assign(new URL(ownerUrl), { password: 'hunter2' }).href
    await expect(start({ DATABASE_URL: url, DATABASE_OWNER_URL: wrong })).rejects.toThrow(
      /^DATABASE_OWNER_URL leads to no database/,
    )
  })
})
