import { PgBoss } from 'pg-boss'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSignInLink, signInByLink } from '../../signaling/identity/sign-in.ts'
import { startJobs } from '../../signaling/jobs.ts'
import { addPattern } from '../../signaling/roster/patterns.ts'
import { createServices, createViewer, type TestServices, findViewer } from '../support/services.ts'

let services: TestServices
beforeAll(async () => {
  services = await createServices('2026-11-22T12:00:00Z')
})
afterAll(() => services.close())

test('the weeks to come are laid at the start, and jobs run in whichever process', async () => {
  const coordinator = await createViewer(services, 'coordinator')
  const doctor = await createViewer(services, 'doctor')
  await addPattern(services, coordinator, {
    idempotencyKey: crypto.randomUUID(),
    expertId: doctor.expertId ?? '',
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    startsAtLocal: '09:00',
    endsAtLocal: '17:00',
    timeZone: 'Asia/Shanghai',
    slotMinutes: null,
    validFrom: '2026-11-23',
    validUntil: null,
  })
  const countShifts = async () => (await services.db.selectFrom('shift').select('id').execute()).length
  const before = await countShifts()
  services.clock.forward({ hours: 24 * 5 })
  const signedIn = await signInByLink(services, undefined, await createSignInLink(services, coordinator.accountId))
  if (typeof signedIn === 'string') throw new Error(signedIn)

  const jobs = await Promise.all([
    startJobs(services, services.database.url),
    startJobs(await services.another(), services.database.url),
  ])
  try {
    await expect.poll(countShifts).toBe(before + 5)
    expect(await findViewer(services, signedIn.session.token)).toBeDefined()
    services.clock.forward({ hours: 37 })
    const asking = new PgBoss({
      connectionString: services.database.url,
      supervise: false,
      schedule: false,
      migrate: false,
    })
    await asking.start()
    expect((await asking.getSchedules()).map(({ name }) => name).sort()).toEqual([
      'announce-estimates',
      'announce-turns',
      'extend-shift-patterns',
      'forget-expired',
      'mark-no-shows',
    ])
    await asking.send('forget-expired')
    const sessions = () => services.db.selectFrom('session').select('id').execute()
    await expect.poll(sessions, { timeout: 18_000, interval: 200 }).toEqual([])
    await asking.stop()
  } finally {
    await Promise.all(jobs.map((started) => started.stop()))
  }
})
