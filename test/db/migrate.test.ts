import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Kysely, sql } from 'kysely'
import { migrateToLatest } from '../../db/migrate.ts'
import { down as undoCalls } from '../../migrations/0025-calls.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  const { owner } = database
  const former = owner.withoutPlugins() as unknown as Kysely<unknown>
  await former.transaction().execute((trx) => undoCalls(trx))
  await sql`delete from kysely_migration where name >= '0025'`.execute(former)
})
afterAll(() => database?.[Symbol.asyncDispose]())

test('a migration that wants to be alone waits until the processes of the version before are ended', async () => {
  const running = new pg.Client({ connectionString: database.url, application_name: 'qiaoyi-listener' })
  await running.connect()
  await expect(migrateToLatest(database.owner)).rejects.toThrow(/0025-calls.*\(1\)[^]*End them first/)
  await running.end()
  await expect.poll(() => migrateToLatest(database.owner)).toContain('0025-calls')
  expect(await migrateToLatest(database.owner)).toEqual([])
})
