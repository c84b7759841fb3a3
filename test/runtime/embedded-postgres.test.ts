import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { sql } from 'kysely'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openDatabase } from '../../db/connection.ts'
import { startEmbeddedPostgres } from '../../db/embedded.ts'
import { CannotStart } from '../../supervision/cannot-start.ts'
import { isRunning } from '../../supervision/process-table.ts'
import { startWatchdog } from '../../supervision/watchdog.ts'

const log = pino({ level: 'silent' })
const watchdog = startWatchdog()
let dataFolder: string

beforeEach(async () => {
  dataFolder = join(await mkdtemp(join(tmpdir(), 'qiaoyi-data-')), 'deep', '.data')
})
afterEach(() => rm(join(dataFolder, '..', '..'), { recursive: true, force: true }))

const start = (): ReturnType<typeof startEmbeddedPostgres> =>
  startEmbeddedPostgres({ dataFolder, watchdog, log, progress: () => {} })

async function ask<T>(url: string, query: ReturnType<typeof sql<T>>): Promise<T[]> {
  const { db, close } = openDatabase(url, log)
  try {
    return (await query.execute(db)).rows
  } finally {
    await close()
  }
}

test('keeps its data from one start to the next', async () => {
  const first = await start()
  await ask(first.ownerUrl, sql`create table kept (word text)`)
  await ask(first.ownerUrl, sql`insert into kept values ('侨医')`)
  await first.stop()
  expect(isRunning(first.pid)).toBe(false)

  const second = await start()
  expect(await ask(second.ownerUrl, sql`select word from kept`)).toEqual([{ word: '侨医' }])
  await second.stop()
})

test('is used by a role that owns nothing, which a folder from before gets as well', async () => {
  const first = await start()
  const [role] = await ask<{ rolname: string; rolsuper: boolean }>(
    first.url,
    sql`select rolname, rolsuper from pg_roles where rolname = current_user`,
  )
  expect(role).toEqual({ rolname: 'qiaoyi_application', rolsuper: false })
  await ask(first.ownerUrl, sql`drop role qiaoyi_application`)
  await first.stop()

  const second = await start()
  expect(new URL(second.url).password).not.toBe(new URL(first.url).password)
  await expect(ask(second.url, sql`create table mine (id integer)`)).rejects.toThrow('permission denied')
  await second.stop()
})

test('is on the loopback interface only, with a password that nobody else may read', async () => {
  const postgres = await start()
  expect(await ask(postgres.url, sql`show listen_addresses`)).toEqual([{ listenAddresses: '127.0.0.1' }])
  expect((await stat(join(dataFolder, 'postgres.password'))).mode & 0o777).toBe(0o600)
  const guess = new URL(postgres.url)
  guess.password = 'guess'
  await expect(ask(guess.href, sql`select 1`)).rejects.toThrow(/password/)
  await postgres.stop()
})

test('is started again, at the same place, when it dies', async () => {
  const postgres = await start()
  const killed = postgres.pid
  process.kill(killed, 'SIGKILL')
  await expect.poll(() => postgres.pid).not.toBe(killed)
  expect(await ask(postgres.url, sql`select 1 as one`)).toEqual([{ one: 1 }])
  await postgres.stop()
  expect(isRunning(postgres.pid)).toBe(false)
})

test('the pid file of a machine that was switched off does not hinder it', async () => {
  const first = await start()
  const pidFile = join(dataFolder, 'postgres', 'postmaster.pid')
  const left = await readFile(pidFile, 'utf8')
  await first.stop()
  await writeFile(pidFile, left.replace(String(first.pid), String(process.pid)))
  const second = await start()
  await second.stop()
})

describe('says what is wrong and the way out', () => {
  async function refusal(): Promise<string> {
    const error: unknown = await start().then(
      (postgres) => postgres.stop(),
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(CannotStart)
    return (error as CannotStart).message
  }

  test('when another process holds the data folder', async () => {
    const holder = await start()
    const message = await refusal()
    await holder.stop()
    expect(message).toContain(`process ${holder.pid}`)
    expect(message).toContain('DATA_FOLDER')
  })

  test('when the files are of a newer PostgreSQL', async () => {
    await (await start()).stop()
    await writeFile(join(dataFolder, 'postgres', 'PG_VERSION'), '99\n')
    const message = await refusal()
    expect(message).toContain('PostgreSQL 99')
    expect(message).toContain('DATA_FOLDER')
  })

  test('when the password is lost', async () => {
    await (await start()).stop()
    await rm(join(dataFolder, 'postgres.password'))
    expect(await refusal()).toContain('postgres.password')
  })
})
