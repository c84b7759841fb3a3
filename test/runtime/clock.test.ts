import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { readDatabaseTime } from '../../db/time.ts'
import { createSession, sessionCookie } from '../../signaling/identity/sessions.ts'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { duringTests, openHospital } from '../support/hospital.ts'
import { LiveClient } from '../support/live-client.ts'
import { addCoordinator, addDoctorOnDuty } from '../support/people.ts'
import { createDataFolder, killLeftovers, type Qiaoyi, startQiaoyi } from '../support/qiaoyi.ts'
import { addTicket } from '../support/visits.ts'

const hospital = openHospital({ now: Temporal.Now.instant().toString() })
const data = duringTests(createDataFolder)
afterEach(killLeftovers)

function startWrongBy(minutes: number): Qiaoyi {
  return startQiaoyi({
    DATA_FOLDER: data.path,
    DATABASE_URL: hospital.database.url,
    // Nobody listens there: of the video nothing is asked in here.
    LIVEKIT_URL: 'ws://127.0.0.1:9',
    LIVEKIT_API_KEY: 'key',
    LIVEKIT_API_SECRET: 'a secret of thirty-two characters',
    NODE_OPTIONS: `--import=${join(import.meta.dirname, 'wrong-clock.ts')}`,
    WRONG_BY_MS: String(minutes * 60_000),
  })
}

/** Milliseconds by which the time that a process tells its pages is off the database's, however long the answer takes. */
async function off(url: string, cookie: string): Promise<number> {
  const { port, origin } = new URL(url)
  const account = { id: '', role: 'coordinator', cookie } as const
  const client = await new LiveClient(Number(port), account, { origin, host: new URL(url).host }).opened()
  const askedAt = await readDatabaseTime(hospital.db)
  client.send({ type: 'ping' })
  const pong = await client.frame((frame) => frame.type === 'pong')
  client.close()
  const at = Temporal.Instant.from('at' in pong ? pong.at : '')
  const answeredAt = await readDatabaseTime(hospital.db)
  return Math.max(0, askedAt.since(at).total('milliseconds'), at.since(answeredAt).total('milliseconds'))
}

test('two processes of which one has a wrong clock show the same time, and neither ends what lasts', async () => {
  await addDoctorOnDuty(hospital, { minutes: 60 })
  await addTicket(hospital)
  const call = await matchOnce(hospital)
  expect(call).toBeDefined()
  await sql`update call set call_until = clock_timestamp() + interval '5 minutes'`.execute(hospital.db)
  const coordinator = await addCoordinator(hospital)
  const { token } = await createSession(
    hospital.db,
    { id: coordinator.accountId, role: 'coordinator' },
    await readDatabaseTime(hospital.db),
  )
  const cookie = `${sessionCookie}=${token}`

  const urls = []
  for (const minutes of [0, 90]) urls.push(await startWrongBy(minutes).ready())
  for (const url of urls) expect(await off(url, cookie)).toBeLessThan(1_500)
  // Two rounds of both matchers.
  await new Promise((resolve) => setTimeout(resolve, 4_000))
  const { status } = await hospital.db.selectFrom('encounter').select('status').executeTakeFirstOrThrow()
  expect(status).toBe('called')
  const duties = await hospital.db.selectFrom('duty').select('endedAt').execute()
  expect(duties).toEqual([{ endedAt: null }])
})
