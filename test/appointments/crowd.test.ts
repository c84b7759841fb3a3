import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { mostAtOnce, mostSlots } from '../../signaling/appointments/rules.ts'
import { findSlots } from '../../signaling/appointments/service.ts'
import { openHospital } from '../support/hospital.ts'

/** A panel of hundreds, all with slots of a quarter of an hour in the weeks for which shifts are laid. */
const [experts, days, slotMinutes] = [400, 60, 15]

const hospital = openHospital({ now: '2026-03-02T00:00:00Z' })

beforeAll(async () => {
  await sql`
    with accounts as (
      insert into account (email, role, time_zone, locale)
      select 'doctor' || n || '@example.org', 'doctor', 'Asia/Shanghai', 'zh-CN' from generate_series(1, ${experts}::int) n
      returning id
    ), panel as (
      insert into expert (account_id, name_han, name_latin, specialties, institution, license_number, license_verified_by, time_zone)
      select id, '陈建国', 'Chen Jianguo', '{generalPractice}', '温州', '1', '周', 'Asia/Shanghai' from accounts
      returning id
    )
    insert into shift (expert_id, during, time_zone, slot_minutes)
    select id, tstzrange(start, start + interval '9 hours'), 'Asia/Shanghai', ${slotMinutes}::int
    from panel cross join generate_series(0, ${days - 1}::int) day
    cross join lateral (select timestamptz '2026-03-02T06:00:00Z' + day * interval '1 day' as start) at`.execute(
    // A crowd may take longer to lay than a request may.
    hospital.database.owner,
  )
}, 120_000)

const search = { specialty: 'generalPractice', from: '2026-03-02T00:00:00Z', until: '2026-05-02T00:00:00Z' } as const

test('whoever looks for slots over two months keeps nobody else waiting', async () => {
  const before = performance.now()
  const slots = await findSlots(hospital, search)
  // Cutting all that these doctors have takes many times as long, in which nobody is answered.
  expect(performance.now() - before).toBeLessThan(5_000)
  const starts = slots.map(({ during }) => during.start)
  expect(slots).toHaveLength(mostSlots)
  expect(starts).toEqual(starts.toSorted())
  // A quarter of an hour after the other, though hundreds begin at each.
  expect(new Set(starts).size).toBe(Math.ceil(mostSlots / mostAtOnce))
})

test('whoever goes on behind each full answer sees all hours', async () => {
  const until = '2026-03-03T00:00:00Z'
  const starts = new Set<string>()
  let from: string = search.from
  for (let full = true; full;) {
    const slots = await findSlots(hospital, { ...search, from, until })
    for (const { during } of slots) starts.add(during.start)
    const last = slots.at(-1)?.during.start ?? until
    full = slots.length === mostSlots
    if (full) expect(last > from).toBe(true)
    from = last
  }
  expect(starts.size).toBe(36)
})

test('parts of a search leave nothing out and say nothing twice', async () => {
  const [first] = await findSlots(hospital, search)
  const shifts = await hospital.db
    .selectFrom('shift')
    .select('id')
    .where('expertId', '=', first?.expert.id ?? '')
    .execute()
  expect(shifts).toHaveLength(days)
  await sql`update shift set cancelled_at = now() where expert_id <> ${first?.expert.id ?? ''}::uuid`.execute(
    hospital.database.owner,
  )
  const slots = await findSlots(hospital, { ...search, until: '2026-03-12T00:00:00Z' })
  // Nine hours of quarters on each of ten days.
  const expected = Array.from({ length: 10 }, (_, day) =>
    Array.from({ length: 36 }, (__, nth) =>
      Temporal.Instant.from('2026-03-02T06:00:00Z')
        .add({ hours: day * 24, minutes: nth * 15 })
        .toString(),
    ),
  ).flat()
  expect(slots.map(({ during }) => during.start)).toEqual(expected)
  await sql`update shift set cancelled_at = null`.execute(hospital.database.owner)
})

test('weeks without a shift are passed over, and what comes after them is found', async () => {
  await sql`update shift set cancelled_at = now() where lower(during) < timestamptz '2026-04-02T00:00:00Z'`.execute(
    hospital.database.owner,
  )
  const slots = await findSlots(hospital, search)
  expect(slots[0]?.during.start).toBe('2026-04-02T06:00:00Z')
  expect(slots).toHaveLength(500)
})
