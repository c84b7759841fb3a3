import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { sql } from 'kysely'
import { pino } from 'pino'
import type { TestProject } from 'vitest/node'

import { createApplicationRole, grantToApplication } from '../../db/application-role.ts'
import { findBinaries } from '../../db/binaries.ts'
import { initialiseCluster, randomPassword, startCluster } from '../../db/cluster.ts'
import { openDatabase } from '../../db/connection.ts'
import { migrateToLatest } from '../../db/migrate.ts'
import { migrateJobs } from '../../signaling/jobs.ts'
import { startWatchdog } from '../../supervision/watchdog.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of a server on which test files may create databases, for its superuser, who owns them. */
    postgresUrl: string
    /** The same for the application's role, which owns nothing. */
    applicationUrl: string
    /** The migrated database that each test file clones. */
    templateName: string
  }
}

const log = pino({ level: 'silent' })

/** Vitest's global set-up: one PostgreSQL for the whole run, with one migrated template. */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL']
  const server = given ? { url: given, stop: async () => {} } : await startThrowawayPostgres()
  const templateName = `qiaoyi_template_${process.pid}`
  await onServer(server.url, `create database ${templateName}`)
  const role = { name: `qiaoyi_application_${process.pid}`, password: randomPassword() }
  await createApplicationRole(server.url, role)
  await prepareTemplate(databaseUrl(server.url, templateName), role.name)
  const applicationUrl = Object.assign(new URL(server.url), { username: role.name, password: role.password }).href
  project.provide('postgresUrl', server.url)
  project.provide('applicationUrl', applicationUrl)
  project.provide('templateName', templateName)
  return async () => {
    await onServer(server.url, `drop database ${templateName}`)
    await onServer(server.url, `drop role ${role.name}`)
    await server.stop()
  }
}

async function startThrowawayPostgres(): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'qiaoyi-test-'))
  await chmod(folder, 0o755)
  const data = join(folder, 'postgres')
  const binaries = await findBinaries()
  const password = randomPassword()
  const watchdog = startWatchdog()
  const watch = (pid: number): void => watchdog.cover(pid, 'SIGQUIT')
  await initialiseCluster(binaries, data, password, { durable: false, watch })
  const cluster = await startCluster(binaries, data, password, {
    watch,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
  })
  return {
    url: cluster.url,
    async stop() {
      await cluster.stop()
      watchdog.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function prepareTemplate(url: string, roleName: string): Promise<void> {
  const { db, close } = openDatabase(url, log, { purpose: 'owner' })
  await migrateToLatest(db)
  await migrateJobs(url)
  await grantToApplication(db, roleName)
  await close()
}

/** One statement that may not run inside a transaction, on the server's own database. */
export async function onServer(url: string, statement: string): Promise<void> {
  const { db, close } = openDatabase(url, log, { max: 1, purpose: 'owner' })
  try {
    await sql.raw(statement).execute(db)
  } finally {
    await close()
  }
}

export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}
