import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../db/connection.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../db/embedded.ts'
import { readConfig } from '../../signaling/config.ts'
import { startDatabase } from '../../signaling/start/database.ts'
import { serve } from '../../signaling/start/serve.ts'
import { startWatchdog } from '../../supervision/watchdog.ts'
import { startHospital, type TestHospital } from '../support/hospital.ts'
import { addDoctorOnDuty } from '../support/people.ts'
import { addTicket } from '../support/visits.ts'
import { openCalls } from '../waiting-room/scene.ts'

const log = pino({ level: 'silent' })
const watchdog = startWatchdog()
const steps: (() => Promise<unknown>)[] = []
const shutdown = { add: (step: () => Promise<unknown>) => void steps.push(step) }
let postgres: EmbeddedPostgres
let hospital: TestHospital

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'qiaoyi-rounds-'))
  shutdown.add(() => rm(folder, { recursive: true, force: true }))
  const dataFolder = join(folder, '.data')
  postgres = await startEmbeddedPostgres({ dataFolder, watchdog, log, progress: () => {} })
  shutdown.add(() => postgres.stop())
  const { config } = readConfig({ DATABASE_URL: postgres.url, DATABASE_OWNER_URL: postgres.ownerUrl })
  if (config === undefined) throw new Error('the environment is wrong')
  const started = await startDatabase({ config, watchdog, shutdown, log, progress: () => {} })
  const owner = openDatabase(postgres.ownerUrl, log, { purpose: 'owner' })
  const database = { db: started.db, url: postgres.url, owner: owner.db, ownerUrl: postgres.ownerUrl }
  const opened = await startHospital({ database: { ...database, [Symbol.asyncDispose]: owner.close } })
  hospital = opened
  shutdown.add(async () => await opened[Symbol.asyncDispose]())
  await serve(hospital, { shutdown, log, database: started, host: '127.0.0.1', port: 0, webFolder: undefined })
})
afterAll(async () => {
  for (const step of steps.toReversed()) await step()
  watchdog.close()
})

/** The server's processes behind the connections at rest that are neither the owner's nor requests'. */
async function findBackends(): Promise<number[]> {
  const { rows } = await sql<{ pid: number }>`
    select pid from pg_stat_activity
    where application_name in ('qiaoyi-rounds', 'qiaoyi-background') and state = 'idle'`.execute(
    hospital.database.owner,
  )
  return rows.map(({ pid }) => pid)
}

test('patients are called within seconds when the matcher’s connections have fallen silent', async () => {
  await addDoctorOnDuty(hospital)
  await addTicket(hospital)
  await expect.poll(async () => (await openCalls(hospital)).size).toBe(1)
  // In the middle of a round none of them is at rest.
  let silent: number[] = []
  await expect.poll(async () => (silent = await findBackends())).not.toEqual([])
  for (const pid of silent) process.kill(pid, 'SIGSTOP')
  try {
    const askedAt = performance.now()
    await addDoctorOnDuty(hospital)
    await addTicket(hospital)
    await expect.poll(async () => (await openCalls(hospital)).size).toBe(2)
    expect(performance.now() - askedAt).toBeLessThan(12_000)
  } finally {
    for (const pid of silent) process.kill(pid, 'SIGCONT')
  }
})
