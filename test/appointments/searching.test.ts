import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { findSlots } from '../../signaling/appointments/service.ts'
import { openHospital } from '../support/hospital.ts'

const hospital = openHospital({ now: '2026-03-02T07:10:00Z' })

const minute = 60_000
const bookAhead = 30 * minute
const search = { specialty: 'generalPractice', from: '2026-03-02T00:00:00Z', until: '2026-05-02T00:00:00Z' } as const

/** A hundred doctors, each with a shift of another start, length and slot on each of ten days; most of the slots are booked. */
beforeAll(async () => {
  const { owner } = hospital.database
  await sql`
    with accounts as (
      insert into account (email, role, time_zone, locale)
      select 'doctor' || n || '@example.org', 'doctor', 'Asia/Shanghai', 'zh-CN' from generate_series(1, 100) n returning id
    ), panel as (
      insert into expert (account_id, name_han, name_latin, specialties, institution, license_number, license_verified_by, time_zone)
      select id, '陈建国', 'Chen Jianguo', '{generalPractice}', '温州', '1', '周', 'Asia/Shanghai' from accounts returning id
    ), numbered as (select id, row_number() over (order by id)::int as nth from panel)
    insert into shift (expert_id, during, time_zone, slot_minutes)
    select id, tstzrange(start, start + (2 + (nth * day) % 9) * interval '1 hour'), 'Asia/Shanghai', (array[10, 15, 25, 60])[1 + (nth + day) % 4]
    from numbered cross join generate_series(0, 9) day
    cross join lateral (
      select timestamptz '2026-03-01T22:00:00Z' + day * interval '1 day' + ((nth * 7 + day * 5) % 24) * interval '30 minutes' as start
    ) at`.execute(owner)
  await sql`
    with slot as (
      select shift.id as shift_id, expert_id, lower(during) + n * slot_minutes * interval '1 minute' as start, slot_minutes,
        row_number() over (order by shift.id, n) as nth
      from shift cross join lateral generate_series(0, floor(extract(epoch from upper(during) - lower(during)) / 60 / slot_minutes)::int - 1) n
    ), wanted as (
      -- On the first days little is left.
      select *, row_number() over (order by nth) as row from slot
      where nth % 5 <> 0 or (start < timestamptz '2026-03-05T00:00:00Z' and nth % 35 <> 0)
    ), accounts as (
      insert into account (email, role, time_zone, locale)
      select 'patient' || row || '@example.org', 'compatriot', 'Europe/Rome', 'zh-CN' from wanted returning id
    ), patients as (
      insert into patient (account_id, name, relationship) select id, '林秀英', 'self' from accounts returning id, account_id
    )
    insert into appointment (patient_id, account_id, idempotency_key, expert_id, shift_id, specialty, during)
    select patients.id, account_id, gen_random_uuid(), expert_id, shift_id, 'generalPractice',
      tstzrange(start, start + slot_minutes * interval '1 minute')
    from wanted join (select *, row_number() over () as row from patients) patients using (row)`.execute(owner)
}, 120_000)

/** All free slots, found by looking at each slot of each shift. */
async function allFree(from: string): Promise<{ readonly start: number; readonly shiftId: string }[]> {
  const shifts = await hospital.db.selectFrom('shift').select(['id', 'expertId', 'during', 'slotMinutes']).execute()
  const booked = await hospital.db.selectFrom('appointment').select(['expertId', 'during']).execute()
  const taken = new Set(booked.map(({ expertId, during }) => `${expertId} ${during.start.epochMilliseconds}`))
  const earliest = Math.max(Date.parse(from), hospital.clock.now().epochMilliseconds + bookAhead)
  const free = shifts.flatMap(({ id, expertId, during, slotMinutes }) => {
    const length = (slotMinutes ?? 0) * minute
    const starts: { start: number; shiftId: string }[] = []
    for (let start = during.start.epochMilliseconds; start + length <= during.end.epochMilliseconds; start += length) {
      if (start >= earliest && !taken.has(`${expertId} ${start}`)) starts.push({ start, shiftId: id })
    }
    return starts
  })
  return free.toSorted((one, other) => one.start - other.start)
}

test.each(['2026-03-02T00:00:00Z', '2026-03-04T03:17:00Z', '2026-03-06T12:00:00Z', '2026-03-10T20:00:00Z'])(
  'a search from %s finds what looking at each slot finds',
  async (from) => {
    const slots = await findSlots(hospital, { ...search, from })
    const found = slots.map(({ shiftId, during }) => ({ start: Date.parse(during.start), shiftId }))
    const free = await allFree(from)
    const expected = free.slice(0, 500)
    expect(found.map(({ start }) => start)).toEqual(expected.map(({ start }) => start))
    // Of those that begin with the last it may be any.
    const beforeLast = (slot: { readonly start: number }): boolean =>
      free.length <= 500 || slot.start < (expected.at(-1)?.start ?? 0)
    const named = (some: typeof found) =>
      new Set(some.filter(beforeLast).map(({ start, shiftId }) => `${start} ${shiftId}`))
    expect(named(found)).toEqual(named(expected))
    expect(named(found).size).toBeGreaterThan(0)
  },
)

test('a search ends where it was asked to', async () => {
  const until = '2026-03-03T09:20:00Z'
  const free = (await allFree(search.from)).filter(({ start }) => start < Date.parse(until))
  const slots = await findSlots(hospital, { ...search, until })
  expect(slots.map(({ during }) => Date.parse(during.start))).toEqual(free.map(({ start }) => start))
  expect(slots.length).toBeGreaterThan(0)
})
