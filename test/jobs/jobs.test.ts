import { PgBoss } from 'pg-boss'
import { expect, test } from 'vitest'
import { createSignInLink, signInByLink } from '../../signaling/identity/sign-in.ts'
import { startJobs } from '../../signaling/jobs.ts'
import { addPattern } from '../../signaling/roster/patterns.ts'
import { findViewer } from '../identity/me.ts'
import { openHospital } from '../support/hospital.ts'
import { addCoordinator, addDoctor } from '../support/people.ts'

const hospital = openHospital({ now: '2026-11-22T12:00:00Z', there: true })

test('the weeks to come are laid at the start, and jobs run in whichever process', async () => {
  const coordinator = await addCoordinator(hospital)
  const doctor = await addDoctor(hospital)
  await addPattern(hospital, coordinator, {
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
  const countShifts = async () => (await hospital.db.selectFrom('shift').select('id').execute()).length
  const before = await countShifts()
  hospital.clock.forward({ hours: 24 * 5 })
  const signedIn = await signInByLink(hospital, undefined, await createSignInLink(hospital, coordinator.accountId))
  if (typeof signedIn === 'string') throw new Error(signedIn)

  const jobs = await Promise.all([
    startJobs(hospital, hospital.database.url),
    startJobs(hospital.there, hospital.database.url),
  ])
  try {
    await expect.poll(countShifts).toBe(before + 5)
    expect(await findViewer(hospital, signedIn.session.token)).toBeDefined()
    hospital.clock.forward({ hours: 37 })
    const asking = new PgBoss({
      connectionString: hospital.database.url,
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
    const sessions = () => hospital.db.selectFrom('session').select('id').execute()
    await expect.poll(sessions, { timeout: 18_000, interval: 200 }).toEqual([])
    await asking.stop()
  } finally {
    await Promise.all(jobs.map((started) => started.stop()))
  }
})
