import { type Kysely, sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { Database } from '../../db/tables.ts'
import { endStaleDuties } from '../../signaling/roster/duty.ts'
import { readRoster } from '../../signaling/roster/service.ts'
import { openHospital } from '../support/hospital.ts'

const hospital = openHospital({ now: '2026-03-02T00:00:00Z' })

beforeAll(async () => {
  // A crowd may take longer to lay than a request may.
  await layCrowd(hospital.database.owner)
}, 120_000)

async function layCrowd(db: Kysely<Database>): Promise<void> {
  await sql`
    with accounts as (
      insert into account (email, role, time_zone, locale)
      select 'doctor' || n || '@example.org', 'doctor', 'Asia/Shanghai', 'zh-CN' from generate_series(1, 1000) n
      returning id
    ), panel as (
      insert into expert (account_id, name_han, name_latin, specialties, institution, license_number, license_verified_by, time_zone)
      select id, '陈建国', 'Chen Jianguo', '{generalPractice}', '温州', '1', '周', 'Asia/Shanghai' from accounts
      returning id
    )
    insert into shift (expert_id, during, time_zone)
    select id, tstzrange(start, start + interval '9 hours'), 'Asia/Shanghai'
    from panel cross join generate_series(0, 60) day
    cross join lateral (select timestamptz '2026-03-02T06:00:00Z' + day * interval '1 day' as start) at`.execute(db)
}

test('the roster of all is shown by the week or two, and not by the season', async () => {
  const week = await readRoster(hospital, { from: '2026-03-02T00:00:00Z', until: '2026-03-09T00:00:00Z' })
  expect(week.shifts).toHaveLength(7_000)
  const season = { from: '2026-03-02T00:00:00Z', until: '2026-05-01T00:00:00Z' }
  const refusal = { status: 400, code: 'invalidInput', fields: { '/until': 'tooLong' } }
  await expect(readRoster(hospital, season)).rejects.toMatchObject(refusal)
})

test('where a whole shift of the hospital ends, a tick ends some duties, and the next ones the others', async () => {
  await sql`
    insert into duty (expert_id, shift_id, started_at)
    select expert_id, id, lower(during) from shift
    where during @> timestamptz '2026-03-02T07:00:00Z' order by expert_id limit 130`.execute(hospital.db)
  hospital.clock.set('2026-03-02T15:00:00Z')
  expect([await endStaleDuties(hospital), await endStaleDuties(hospital)]).toEqual([100, 30])
})
