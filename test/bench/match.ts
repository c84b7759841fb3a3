import { sql } from 'kysely'
import { pino } from 'pino'
import { openDatabase } from '../../db/connection.ts'
import { migrateToLatest } from '../../db/migrate.ts'
import { systemClock } from '../../signaling/clock.ts'
import { openOutbox } from '../../signaling/live/outbox.ts'
import { matchAll } from '../../signaling/waiting-room/matching.ts'
import { compare, type Row } from './compare.ts'
import { bareInserts, type DurablePostgres } from './durable-postgres.ts'
import { addDoctors, addPatients, everybodyIsFree, everybodyWaits } from './hospital.ts'

const CLIENTS = 8
const DOCTORS = 64
const PATIENTS = 2_000
const TICKS = 10

export async function benchMatch(postgres: DurablePostgres): Promise<Row> {
  const log = pino({ level: 'warn' })
  const { db, close } = openDatabase(postgres.url, log, { max: CLIENTS + 2 })
  await migrateToLatest(db)
  await addDoctors(db, DOCTORS)
  await addPatients(db, PATIENTS)
  const outbox = await openOutbox({ db, databaseUrl: postgres.url, log })
  const dependencies = { db, outbox, log, clock: systemClock }
  const inserts = await bareInserts(postgres)

  async function matchesPerSecond(): Promise<number> {
    await everybodyWaits(db)
    let matches = 0
    let ms = 0
    for (let tick = 0; tick < TICKS; tick++) {
      const startedAt = performance.now()
      matches += await matchAll(dependencies, CLIENTS, () => {})
      ms += performance.now() - startedAt
      await everybodyIsFree(db)
    }
    if (matches !== DOCTORS * TICKS) throw new Error(`${matches} matches were made, not ${DOCTORS * TICKS}`)
    return matches / (ms / 1000)
  }

  try {
    return await compare({
      name: `matches committed through Node, ${CLIENTS} clients, against single durable inserts by ${inserts.by}`,
      unit: '1/s',
      aim: 0.25,
      ours: matchesPerSecond,
      bare: () => inserts.perSecond(CLIENTS, 2_000),
    })
  } finally {
    await sql`drop table bench_insert`.execute(db)
    await outbox.close()
    await close()
  }
}
