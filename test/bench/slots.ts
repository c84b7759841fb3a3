import { type Kysely, sql } from 'kysely'
import { pino } from 'pino'
import { openDatabase } from '../../db/connection.ts'
import type { Database } from '../../db/tables.ts'
import { mostAtOnce, mostSlots } from '../../signaling/appointments/rules.ts'
import { findSlots } from '../../signaling/appointments/service.ts'
import { ownCpuMs } from './child.ts'
import { figureOf, type Finding } from './compare.ts'
import type { DurablePostgres } from './durable-postgres.ts'
import { openUseCases } from './use-cases.ts'

const EXPERTS = 2_000
const DAYS = 14
const APPOINTMENTS = 40_000
const ROUNDS = 10

/** Who looks for a slot of one specialty where the next ones are nearly all taken, against looking at each slot in SQL. */
export async function benchSlots(postgres: DurablePostgres): Promise<Finding> {
  await using hospital = await openUseCases(postgres, layShiftsAndBook)
  const from = Temporal.Now.instant().add({ hours: 2 }).round('minute')
  const until = from.add({ hours: DAYS * 24 })
  const query = { specialty: 'generalPractice', from: from.toString(), until: until.toString() } as const
  // At leisure: it looks at each slot there is.
  const owner = openDatabase(postgres.ownerUrl, pino({ level: 'warn' }), { max: 1, purpose: 'owner' })
  const expected = await findByLookingAtEach(owner.db, query).finally(() => void owner.close())

  const wholes: number[] = []
  const ofNode: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const [startedAt, cpuBefore] = [performance.now(), ownCpuMs()]
    const slots = await findSlots(hospital, query)
    const [ms, cpuMs] = [performance.now() - startedAt, ownCpuMs() - cpuBefore]
    const starts = slots.map(({ during }) => Temporal.Instant.from(during.start).epochMilliseconds)
    if (starts.join(' ') !== expected.join(' ')) throw new Error('other slots were found than by looking at each')
    // The first one is thrown away.
    if (round === 0) continue
    wholes.push(ms)
    ofNode.push(cpuMs)
  }
  const name = `slots of ${EXPERTS.toLocaleString('en')} experts in ${DAYS} days, ${APPOINTMENTS.toLocaleString('en')} appointments`
  return {
    rows: [
      figureOf({ name, unit: 'ms', aim: 100 }, wholes),
      figureOf({ name: `${name}, Node's processor time`, unit: 'ms', aim: 10 }, ofNode),
    ],
    note: `slots: ${expected.length} are found each time, the same as by looking at each slot of each shift`,
  }
}

/** Each expert has four hours of quarters on each day, and of those that come next nine in ten are booked. */
async function layShiftsAndBook(owner: Kysely<Database>): Promise<void> {
  await sql`
    with accounts as (
      insert into account (email, role, name, time_zone, locale)
      select 'doctor' || n || '@example.org', 'doctor', '陈建国', 'Asia/Shanghai', 'zh-CN' from generate_series(1, ${EXPERTS}::int) n
      returning id
    ), panel as (
      insert into expert (account_id, name_han, name_latin, specialties, institution, license_number, license_verified_by, time_zone)
      select id, '陈建国', 'Chen Jianguo', '{generalPractice}', '温州市人民医院', '1', '卫健委', 'Asia/Shanghai' from accounts
      returning id
    ), languages as (
      insert into expert_language (expert_id, language, proficiency) select id, 'cmn', 'native' from panel
    ), numbered as (select id, row_number() over (order by id)::int as nth from panel)
    insert into shift (expert_id, during, time_zone, slot_minutes)
    select id, tstzrange(start, start + interval '4 hours'), 'Asia/Shanghai', 15
    from numbered cross join generate_series(0, ${DAYS}::int) day
    cross join lateral (
      select date_trunc('hour', now()) + day * interval '1 day' + (nth * 7 + day * 5) % 40 * interval '30 minutes' as start
    ) at`.execute(owner)
  await sql`
    with slot as (
      select id as shift_id, expert_id, lower(during) + n * interval '15 minutes' as start
      from shift cross join generate_series(0, 15) n
      where lower(during) > now() + interval '1 hour'
    ), numbered as (
      select *, row_number() over (order by start, shift_id) as nth from slot
    ), wanted as (
      select *, row_number() over (order by nth) as row from numbered where nth % 10 <> 0 order by nth limit ${APPOINTMENTS}
    ), accounts as (
      insert into account (email, role, name, time_zone, locale)
      select 'compatriot' || row || '@example.org', 'compatriot', '林秀英', 'Europe/Rome', 'it' from wanted returning id
    ), patients as (
      insert into patient (account_id, name, relationship) select id, '林秀英', 'self' from accounts returning id, account_id
    )
    insert into appointment (patient_id, account_id, idempotency_key, expert_id, shift_id, specialty, during)
    select patients.id, account_id, gen_random_uuid(), expert_id, shift_id, 'generalPractice', tstzrange(start, start + interval '15 minutes')
    from wanted join (select *, row_number() over () as row from patients) patients using (row)`.execute(owner)
  await sql`analyze`.execute(owner)
}

/** When the first free ones begin, in milliseconds since 1970. */
async function findByLookingAtEach(
  db: Kysely<Database>,
  { from, until }: { readonly from: string; readonly until: string },
): Promise<number[]> {
  const { rows } = await sql<{ start: Temporal.Instant }>`
    select start
    from (
      select slot.start, row_number() over (partition by slot.start) as nth
      from shift cross join lateral (
        select lower(during) + n * interval '15 minutes' as start from generate_series(0, 15) n
      ) slot
      where slot.start >= ${from}::timestamptz and slot.start < ${until}::timestamptz
        and not exists (
          select from appointment
          where appointment.expert_id = shift.expert_id and lower(appointment.during) = slot.start
        )
    ) free
    where nth <= ${mostAtOnce}
    order by start limit ${mostSlots}`.execute(db)
  return rows.map(({ start }) => start.epochMilliseconds)
}
