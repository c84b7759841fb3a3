import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import type { NewShiftPattern } from '../../signaling/roster/contract.ts'
import { extendPatterns } from '../../signaling/roster/laying.ts'
import { addPattern, continuePattern, readPatterns, removePattern } from '../../signaling/roster/patterns.ts'
import { addShift, cancelShift, readMyShifts } from '../../signaling/roster/service.ts'
import {
  layUnlaidShift,
  putAsideUnlaidShift,
  readUnlaidShifts,
  restoreUnlaidShift,
} from '../../signaling/roster/unlaid.ts'
import { createServices, createViewer, type TestServices } from '../support/services.ts'

let services: TestServices
let coordinator: AccountViewer
beforeAll(async () => {
  services = await createServices('2027-02-20T12:00:00Z')
  coordinator = await createViewer(services, 'coordinator')
})
afterAll(() => services.close())

async function newDoctor(): Promise<AccountViewer & { expertId: string }> {
  const viewer = await createViewer(services, 'doctor', { timeZone: 'Europe/Rome' })
  if (viewer.expertId === undefined) throw new Error('a doctor without an entry')
  return { ...viewer, expertId: viewer.expertId }
}

function everyDay(expertId: string, change: Partial<NewShiftPattern> = {}): NewShiftPattern {
  return {
    idempotencyKey: crypto.randomUUID(),
    expertId,
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    startsAtLocal: '09:00',
    endsAtLocal: '17:00',
    timeZone: 'Europe/Rome',
    slotMinutes: 20,
    validFrom: '2027-02-21',
    validUntil: null,
    ...change,
  }
}

const unlaidOf = async (expertId: string) =>
  (await readUnlaidShifts(services)).filter((unlaid) => unlaid.expertId === expertId)

/** A pattern that ended a week ago by what was laid, with a shift of another hand in the days to come. */
async function withClash() {
  const doctor = await newDoctor()
  await addPattern(services, coordinator, everyDay(doctor.expertId))
  const single = await addShift(services, coordinator, {
    idempotencyKey: crypto.randomUUID(),
    expertId: doctor.expertId,
    date: '2027-04-20',
    startsAtLocal: '12:00',
    endsAtLocal: '20:00',
    timeZone: 'Europe/Rome',
    slotMinutes: null,
  })
  services.clock.set('2027-02-27T12:00:00Z')
  await extendPatterns(services)
  return { doctor, single }
}

describe('a pattern of nearly a whole day', () => {
  test('overlaps itself where clocks go forward: it is laid but for that day, which is shown', async () => {
    const doctor = await newDoctor()
    const command = everyDay(doctor.expertId, { startsAtLocal: '03:00', endsAtLocal: '02:30' })
    const { laid, clashes } = await addPattern(services, coordinator, command)
    // 02:30 on 28 March is skipped and counts as 03:30, half an hour into the shift that begins at 03:00.
    expect(clashes).toEqual([{ start: '2027-03-28T01:00:00Z', end: '2027-03-29T00:30:00Z' }])
    expect(laid).toBe(55)
    expect(await unlaidOf(doctor.expertId)).toMatchObject([
      { reason: 'ownPattern', during: clashes[0], timeZone: 'Europe/Rome', slotMinutes: 20 },
    ])
  })

  test('stops no other pattern and no start when it comes to that day later', async () => {
    services.clock.set('2027-01-20T12:00:00Z')
    const [doctor, other] = await Promise.all([newDoctor(), newDoctor()])
    const early = { validFrom: '2027-01-21' }
    const night = everyDay(doctor.expertId, { ...early, startsAtLocal: '03:00', endsAtLocal: '02:30' })
    await addPattern(services, coordinator, night)
    await addPattern(services, coordinator, everyDay(other.expertId, early))
    services.clock.set('2027-02-20T12:00:00Z')
    await extendPatterns(services)
    expect(await unlaidOf(doctor.expertId)).toMatchObject([{ reason: 'ownPattern' }])
    const march = { from: '2027-03-20T00:00:00Z', until: '2027-04-10T00:00:00Z' }
    expect(await readMyShifts(services, doctor, march)).toHaveLength(21)
    expect(await readMyShifts(services, other, march)).toHaveLength(21)
  })
})

describe('a day that another shift kept a pattern from', () => {
  test('is shown also where it was found when the pattern was extended', async () => {
    const { doctor } = await withClash()
    const unlaid = await unlaidOf(doctor.expertId)
    expect(unlaid).toMatchObject([
      { reason: 'otherShift', during: { start: '2027-04-20T07:00:00Z', end: '2027-04-20T15:00:00Z' } },
    ])
    await extendPatterns(services)
    expect(await unlaidOf(doctor.expertId)).toEqual(unlaid)
    services.clock.set('2027-02-20T12:00:00Z')
  })

  test('is laid after all once the other shift is gone, by one of several who press', async () => {
    const { doctor, single } = await withClash()
    const [unlaid] = await unlaidOf(doctor.expertId)
    const id = unlaid?.id ?? ''
    await expect(layUnlaidShift(services, coordinator, id)).rejects.toMatchObject({
      status: 409,
      code: 'shiftOverlaps',
    })
    await cancelShift(services, single.id, false)
    const other = await services.another()
    const pressed = await Promise.allSettled(
      [services, other, services, other].map((process) => layUnlaidShift(process, coordinator, id)),
    )
    expect(pressed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of pressed) if (result.status === 'rejected') expect(result.reason).toMatchObject({ status: 404 })
    expect(await unlaidOf(doctor.expertId)).toEqual([])
    const day = { from: '2027-04-20T00:00:00Z', until: '2027-04-21T00:00:00Z' }
    expect(await readMyShifts(services, doctor, day)).toMatchObject([
      { during: unlaid?.during, patternId: unlaid?.patternId, slotMinutes: 20 },
    ])
    services.clock.set('2027-02-20T12:00:00Z')
  })

  test('can be kept free, and that undone', async () => {
    const { doctor } = await withClash()
    const [unlaid] = await unlaidOf(doctor.expertId)
    const id = unlaid?.id ?? ''
    await putAsideUnlaidShift(services, coordinator, id)
    await putAsideUnlaidShift(services, coordinator, id)
    expect(await unlaidOf(doctor.expertId)).toEqual([])
    await expect(layUnlaidShift(services, coordinator, id)).rejects.toMatchObject({ status: 404 })
    await restoreUnlaidShift(services, id)
    expect(await unlaidOf(doctor.expertId)).toEqual([unlaid])
    services.clock.set('2027-02-20T12:00:00Z')
  })

  test('is not shown once it is over, or its pattern has ended', async () => {
    const { doctor } = await withClash()
    const [unlaid] = await unlaidOf(doctor.expertId)
    services.clock.set('2027-04-20T08:00:00Z')
    expect(await unlaidOf(doctor.expertId)).toEqual([])
    services.clock.set('2027-02-27T12:00:00Z')
    await removePattern(services, unlaid?.patternId ?? '')
    expect(await unlaidOf(doctor.expertId)).toEqual([])
    const gone = { status: 404 }
    await expect(layUnlaidShift(services, coordinator, unlaid?.id ?? '')).rejects.toMatchObject(gone)
    await expect(putAsideUnlaidShift(services, coordinator, unlaid?.id ?? '')).rejects.toMatchObject(gone)
    await expect(restoreUnlaidShift(services, crypto.randomUUID())).rejects.toMatchObject(gone)
    services.clock.set('2027-02-20T12:00:00Z')
  })
})

test('a pattern that the database refuses is marked and stops no other; laid at last, the mark is gone', async () => {
  const [bad, good] = await Promise.all([newDoctor(), newDoctor()])
  const { pattern } = await addPattern(services, coordinator, everyDay(bad.expertId))
  await addPattern(services, coordinator, everyDay(good.expertId))
  const name = 'refused_in_this_test'
  await sql
    .raw(`alter table shift add constraint ${name} check (pattern_id <> '${pattern.id}') not valid`)
    .execute(services.database.owner)
  const failedAt = async () => (await readPatterns(services)).find(({ id }) => id === pattern.id)?.failedAt
  services.clock.set('2027-02-27T12:00:00Z')
  await extendPatterns(services)
  expect(await failedAt()).toBe('2027-02-27T12:00:00Z')
  const april = { from: '2027-04-18T00:00:00Z', until: '2027-05-01T00:00:00Z' }
  expect(await readMyShifts(services, good, april)).toHaveLength(7)
  expect(await readMyShifts(services, bad, april)).toHaveLength(0)
  await expect(continuePattern(services, pattern.id)).rejects.toMatchObject({ constraint: name })

  await sql.raw(`alter table shift drop constraint ${name}`).execute(services.database.owner)
  expect(await continuePattern(services, pattern.id)).toMatchObject({ laid: 7, pattern: { failedAt: null } })
  expect(await failedAt()).toBeNull()
  services.clock.set('2027-02-20T12:00:00Z')
})
