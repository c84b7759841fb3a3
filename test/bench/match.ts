import { sql } from 'kysely'
import { pino } from 'pino'
import { openDatabase } from '../../db/connection.ts'
import { systemClock } from '../../signaling/clock.ts'
import { openOutbox } from '../../signaling/live/outbox.ts'
import { matchAll } from '../../signaling/matching/matching.ts'
import { putRoomsTogether } from '../../signaling/who-reacts.ts'
import { ownCpuMs } from './child.ts'
import { compare, type Finding, median } from './compare.ts'
import { bareInserts, type DurablePostgres, prepareDatabase } from './durable-postgres.ts'
import { addDoctors, addPatients, everybodyIsFree, everybodyWaits } from './hospital.ts'

const CLIENTS = 8
const DOCTORS = 64
const PATIENTS = 2_000
const TICKS = 10

export async function benchMatch(postgres: DurablePostgres): Promise<Finding> {
  putRoomsTogether()
  const log = pino({ level: 'warn' })
  const { db, close } = openDatabase(postgres.url, log, { max: CLIENTS + 2 })
  await prepareDatabase(postgres.ownerUrl, postgres.url, async (seeded) => {
    await addDoctors(seeded, DOCTORS)
    await addPatients(seeded, PATIENTS)
  })
  const { db: owner, close: closeOwner } = openDatabase(postgres.ownerUrl, log, { max: 1, purpose: 'owner' })
  const outbox = await openOutbox({ db, databaseUrl: postgres.url, log })
  const dependencies = { db, outbox, log, clock: systemClock }
  const inserts = await bareInserts(postgres)
  const costs: number[] = []

  async function matchesPerSecond(): Promise<number> {
    await everybodyWaits(owner)
    let matches = 0
    let ms = 0
    let cpu = 0
    for (let tick = 0; tick < TICKS; tick++) {
      const startedAt = performance.now()
      const cpuBefore = ownCpuMs()
      matches += (await matchAll(dependencies, CLIENTS)).length
      ms += performance.now() - startedAt
      cpu += ownCpuMs() - cpuBefore
      await everybodyIsFree(db)
    }
    if (matches !== DOCTORS * TICKS) throw new Error(`${matches} matches were made, not ${DOCTORS * TICKS}`)
    costs.push(cpu / matches)
    return matches / (ms / 1000)
  }

  try {
    const row = await compare({
      name: `matches committed through Node, ${CLIENTS} clients, some pairs a commit, against single durable inserts by ${inserts.by}`,
      unit: '1/s',
      aim: 0.25,
      ours: matchesPerSecond,
      bare: () => inserts.perSecond(CLIENTS, 2_000),
    })
    const note = `match: Node's processor time a match ${median(costs).toFixed(2)} ms, planning and the outbox included; the rest waits for PostgreSQL`
    return { row, note }
  } finally {
    await sql`drop table bench_insert`.execute(owner)
    await closeOwner()
    await outbox.close()
    await close()
  }
}
