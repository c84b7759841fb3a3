import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
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
import { openHospital } from '../support/hospital.ts'
import { addCoordinator, addDoctor } from '../support/people.ts'

const hospital = openHospital({ now: '2027-02-20T12:00:00Z', there: true })
let coordinator: AccountViewer
beforeAll(async () => {
  coordinator = await addCoordinator(hospital)
})

const newDoctor = () => addDoctor(hospital, { timeZone: 'Europe/Rome' })

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
  (await readUnlaidShifts(hospital)).filter((unlaid) => unlaid.expertId === expertId)

/** A pattern that ended a week ago by what was laid, with a shift of another hand in the days to come. */
async function withClash() {
  const doctor = await newDoctor()
  await addPattern(hospital, coordinator, everyDay(doctor.expertId))
  const single = await addShift(hospital, coordinator, {
    idempotencyKey: crypto.randomUUID(),
    expertId: doctor.expertId,
    date: '2027-04-20',
    startsAtLocal: '12:00',
    endsAtLocal: '20:00',
    timeZone: 'Europe/Rome',
    slotMinutes: null,
  })
  hospital.clock.set('2027-02-27T12:00:00Z')
  await extendPatterns(hospital)
  return { doctor, single }
}

describe('a pattern of nearly a whole day', () => {
  test('overlaps itself where clocks go forward: it is laid but for that day, which is shown', async () => {
    const doctor = await newDoctor()
    const command = everyDay(doctor.expertId, { startsAtLocal: '03:00', endsAtLocal: '02:30' })
    const { laid, clashes } = await addPattern(hospital, coordinator, command)
    // 02:30 on 28 March is skipped and counts as 03:30, half an hour into the shift that begins at 03:00.
    expect(clashes).toEqual([{ start: '2027-03-28T01:00:00Z', end: '2027-03-29T00:30:00Z' }])
    expect(laid).toBe(55)
    expect(await unlaidOf(doctor.expertId)).toMatchObject([
      { reason: 'ownPattern', during: clashes[0], timeZone: 'Europe/Rome', slotMinutes: 20 },
    ])
  })

  test('stops no other pattern and no start when it comes to that day later', async () => {
    hospital.clock.set('2027-01-20T12:00:00Z')
    const [doctor, other] = await Promise.all([newDoctor(), newDoctor()])
    const early = { validFrom: '2027-01-21' }
    const night = everyDay(doctor.expertId, { ...early, startsAtLocal: '03:00', endsAtLocal: '02:30' })
    await addPattern(hospital, coordinator, night)
    await addPattern(hospital, coordinator, everyDay(other.expertId, early))
    hospital.clock.set('2027-02-20T12:00:00Z')
    await extendPatterns(hospital)
    expect(await unlaidOf(doctor.expertId)).toMatchObject([{ reason: 'ownPattern' }])
    const march = { from: '2027-03-20T00:00:00Z', until: '2027-04-10T00:00:00Z' }
    expect(await readMyShifts(hospital, doctor, march)).toHaveLength(21)
    expect(await readMyShifts(hospital, other, march)).toHaveLength(21)
  })
})

describe('a day that another shift kept a pattern from', () => {
  test('is shown also where it was found when the pattern was extended', async () => {
    const { doctor } = await withClash()
    const unlaid = await unlaidOf(doctor.expertId)
    expect(unlaid).toMatchObject([
      { reason: 'otherShift', during: { start: '2027-04-20T07:00:00Z', end: '2027-04-20T15:00:00Z' } },
    ])
    await extendPatterns(hospital)
    expect(await unlaidOf(doctor.expertId)).toEqual(unlaid)
    hospital.clock.set('2027-02-20T12:00:00Z')
  })

  test('is laid after all once the other shift is gone, by one of several who press', async () => {
    const { doctor, single } = await withClash()
    const [unlaid] = await unlaidOf(doctor.expertId)
    const id = unlaid?.id ?? ''
    await expect(layUnlaidShift(hospital, coordinator, id)).rejects.toMatchObject({
      status: 409,
      code: 'shiftOverlaps',
    })
    await cancelShift(hospital, single.id, false)
    const other = hospital.there
    const pressed = await Promise.allSettled(
      [hospital, other, hospital, other].map((process) => layUnlaidShift(process, coordinator, id)),
    )
    expect(pressed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of pressed) if (result.status === 'rejected') expect(result.reason).toMatchObject({ status: 404 })
    expect(await unlaidOf(doctor.expertId)).toEqual([])
    const day = { from: '2027-04-20T00:00:00Z', until: '2027-04-21T00:00:00Z' }
    expect(await readMyShifts(hospital, doctor, day)).toMatchObject([
      { during: unlaid?.during, patternId: unlaid?.patternId, slotMinutes: 20 },
    ])
    hospital.clock.set('2027-02-20T12:00:00Z')
  })

  test('can be kept free, and that undone', async () => {
    const { doctor } = await withClash()
    const [unlaid] = await unlaidOf(doctor.expertId)
    const id = unlaid?.id ?? ''
    await putAsideUnlaidShift(hospital, coordinator, id)
    await putAsideUnlaidShift(hospital, coordinator, id)
    expect(await unlaidOf(doctor.expertId)).toEqual([])
    await expect(layUnlaidShift(hospital, coordinator, id)).rejects.toMatchObject({ status: 404 })
    await restoreUnlaidShift(hospital, id)
    expect(await unlaidOf(doctor.expertId)).toEqual([unlaid])
    hospital.clock.set('2027-02-20T12:00:00Z')
  })

  test('is not shown once it is over, or its pattern has ended', async () => {
    const { doctor } = await withClash()
    const [unlaid] = await unlaidOf(doctor.expertId)
    hospital.clock.set('2027-04-20T08:00:00Z')
    expect(await unlaidOf(doctor.expertId)).toEqual([])
    hospital.clock.set('2027-02-27T12:00:00Z')
    await removePattern(hospital, unlaid?.patternId ?? '')
    expect(await unlaidOf(doctor.expertId)).toEqual([])
    const gone = { status: 404 }
    await expect(layUnlaidShift(hospital, coordinator, unlaid?.id ?? '')).rejects.toMatchObject(gone)
    await expect(putAsideUnlaidShift(hospital, coordinator, unlaid?.id ?? '')).rejects.toMatchObject(gone)
    await expect(restoreUnlaidShift(hospital, crypto.randomUUID())).rejects.toMatchObject(gone)
    hospital.clock.set('2027-02-20T12:00:00Z')
  })
})

test('a pattern that the database refuses is marked and stops no other; laid at last, the mark is gone', async () => {
  const [bad, good] = await Promise.all([newDoctor(), newDoctor()])
  const { pattern } = await addPattern(hospital, coordinator, everyDay(bad.expertId))
  await addPattern(hospital, coordinator, everyDay(good.expertId))
  const name = 'refused_in_this_test'
  await sql
    .raw(`alter table shift add constraint ${name} check (pattern_id <> '${pattern.id}') not valid`)
    .execute(hospital.database.owner)
  const failedAt = async () => (await readPatterns(hospital)).find(({ id }) => id === pattern.id)?.failedAt
  hospital.clock.set('2027-02-27T12:00:00Z')
  await extendPatterns(hospital)
  expect(await failedAt()).toBe('2027-02-27T12:00:00Z')
  const april = { from: '2027-04-18T00:00:00Z', until: '2027-05-01T00:00:00Z' }
  expect(await readMyShifts(hospital, good, april)).toHaveLength(7)
  expect(await readMyShifts(hospital, bad, april)).toHaveLength(0)
  await expect(continuePattern(hospital, pattern.id)).rejects.toMatchObject({ constraint: name })

  await sql.raw(`alter table shift drop constraint ${name}`).execute(hospital.database.owner)
  expect(await continuePattern(hospital, pattern.id)).toMatchObject({ laid: 7, pattern: { failedAt: null } })
  expect(await failedAt()).toBeNull()
  hospital.clock.set('2027-02-20T12:00:00Z')
})
