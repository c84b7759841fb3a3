import { randomBytes } from 'node:crypto'

import { pino } from 'pino'
import { inject } from 'vitest'

import { openDatabase, type OpenDatabase } from '../../db/connection.ts'
import { databaseUrl, onServer } from './postgres.ts'

export interface TestDatabase extends AsyncDisposable {
  /** As the application: what it does is what its role may do. */
  readonly db: OpenDatabase['db']
  /** For what opens connections of its own: a listener, pg-boss, a second process. */
  readonly url: string
  /** For fixtures that do what the application may not: truncate, alter, switch a trigger off. */
  readonly owner: OpenDatabase['db']
  readonly ownerUrl: string
}

/** A database of one's own, migrated and empty: a clone of the run's template. Each hospital has one. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject('postgresUrl')
  const name = `qiaoyi_test_${randomBytes(6).toString('hex')}`
  await onServer(server, `create database ${name} template ${inject('templateName')}`)
  const log = pino({ level: 'silent' })
  const url = databaseUrl(inject('applicationUrl'), name)
  const ownerUrl = databaseUrl(server, name)
  const { db, close } = openDatabase(url, log)
  // Connects only where a test asks for it.
  const owner = openDatabase(ownerUrl, log, { max: 2, purpose: 'owner' })
  return {
    db,
    url,
    owner: owner.db,
    ownerUrl,
    /** Ends the connections, also others', and drops the database. */
    async [Symbol.asyncDispose]() {
      await close()
      await owner.close()
      await onServer(server, `drop database ${name} with (force)`)
    },
  }
}
