import { readdirSync, readFileSync } from 'node:fs'
import { sql } from 'kysely'
import pg from 'pg'
import { expect, test } from 'vitest'
import type { TestAccount } from '../support/answering.ts'
import { startEmbeddedHospital } from '../support/embedded-hospital.ts'
import { duringTests } from '../support/hospital.ts'

const site = duringTests(startEmbeddedHospital)

/** The answer, which comes within two seconds. */
async function readiness(who?: TestAccount): Promise<{ status: number; code: string | undefined }> {
  const startedAt = performance.now()
  const { status, body } = await site.send(who, 'GET', '/readyz')
  expect(performance.now() - startedAt).toBeLessThan(2_000)
  return { status, code: body.error?.code }
}

const notReady = { status: 503, code: 'databaseUnavailable' }

async function untilReady(): Promise<void> {
  await expect.poll(async () => (await readiness()).status, { interval: 100 }).toBe(200)
}

/** The server and all its processes. */
function serverProcesses(): number[] {
  const parentOf = (pid: number): number | undefined => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    } catch {
      return undefined
    }
  }
  const children = readdirSync('/proc').map(Number)
  return [site.postgres.pid, ...children.filter((pid) => pid > 0 && parentOf(pid) === site.postgres.pid)]
}

test('with the database at rest', async () => {
  expect(await readiness()).toEqual({ status: 200, code: undefined })
})

test('with a database that is stopped where it stands', async () => {
  for (const pid of serverProcesses()) process.kill(pid, 'SIGSTOP')
  try {
    expect(await Promise.all([readiness(), readiness(), readiness()])).toEqual([notReady, notReady, notReady])
    expect(await readiness()).toEqual(notReady)
  } finally {
    for (const pid of serverProcesses()) process.kill(pid, 'SIGCONT')
  }
  await untilReady()
})

test('with a table locked that every request asks', async () => {
  const client = new pg.Client({ connectionString: site.postgres.ownerUrl })
  await client.connect()
  await client.query('begin')
  await client.query('lock table session in access exclusive mode')
  expect(await readiness()).toEqual(notReady)
  await client.end()
  await untilReady()
})

test('whoever asks: nobody’s session is looked for', async () => {
  const browser = await site.addAccount('coordinator')
  const client = new pg.Client({ connectionString: site.postgres.ownerUrl })
  await client.connect()
  await client.query('begin')
  await client.query('lock table session in access exclusive mode')
  try {
    expect(await readiness(browser)).toEqual(notReady)
    const startedAt = performance.now()
    expect((await site.send(browser, 'GET', '/healthz')).status).toBe(200)
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  } finally {
    await client.end()
  }
  await untilReady()
})

test('with every connection of the pool lent', async () => {
  const busy = Array.from({ length: 30 }, () => sql`select pg_sleep(2.5)`.execute(site.database.db))
  expect(await readiness()).toEqual(notReady)
  await Promise.allSettled(busy)
  await untilReady()
})

test('with no database', async () => {
  const killed = site.postgres.pid
  process.kill(killed, 'SIGKILL')
  // The old server's processes outlive it by a moment.
  while (site.postgres.pid === killed) {
    const { status, code } = await readiness()
    if (status !== 200) expect({ status, code }).toEqual(notReady)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  await untilReady()
})
