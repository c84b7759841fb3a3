import { randomBytes } from 'node:crypto'

import { pino } from 'pino'
import { inject } from 'vitest'

import { openDatabase, type OpenDatabase } from '../../db/connection.ts'
import { databaseUrl, onServer } from './postgres.ts'

export interface TestDatabase {
  readonly db: OpenDatabase['db']
  readonly pool: OpenDatabase['pool']
  /** For what opens connections of its own: a listener, pg-boss, a second process. */
  readonly url: string
  /** Ends the connections, also others', and drops the database. */
  close(): Promise<void>
}

/** A database of one's own, migrated and empty: a clone of the run's template. One for each test file, in `beforeAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject('postgresUrl')
  const name = `qiaoyi_test_${randomBytes(6).toString('hex')}`
  await onServer(server, `create database ${name} template ${inject('templateName')}`)
  const url = databaseUrl(server, name)
  const { db, pool, close } = openDatabase(url, pino({ level: 'silent' }), { max: 10 })
  return {
    db,
    pool,
    url,
    async close() {
      await close()
      await onServer(server, `drop database ${name} with (force)`)
    },
  }
}
