import { type Kysely, sql } from 'kysely'
import { pino } from 'pino'
import { openDatabase } from '../../db/connection.ts'
import type { Database } from '../../db/tables.ts'
import { matchAll } from '../../signaling/matching/matching.ts'
import { ownCpuMs } from './child.ts'
import type { DurablePostgres } from './durable-postgres.ts'
import { addDoctors, addPatients, everybodyIsFree } from './hospital.ts'
import { openUseCases } from './use-cases.ts'

export const clients = 8
const doctors = 200
const patients = 20_000

/** What it took to call a patient for every doctor. */
export interface Tick {
  readonly matches: number
  readonly ms: number
  readonly cpuMs: number
}

export interface Crowd extends AsyncDisposable {
  /** Such as `20,000 waiting and 200 free`. */
  readonly name: string
  readonly owner: Kysely<Database>
  /** Calls somebody for every doctor, and frees the doctors again. Throws where not each of them called somebody. */
  tick(): Promise<Tick>
  /** Throws where these matches were not as many patients, or somebody was passed over for whoever came after them. */
  check(matches: number): Promise<void>
}

/** Far more wait than doctors are free. Nobody waits yet. */
export async function openCrowd(postgres: DurablePostgres): Promise<Crowd> {
  await using parts = new AsyncDisposableStack()
  const dependencies = parts.use(
    await openUseCases(
      postgres,
      async (seeded) => {
        await addDoctors(seeded, doctors)
        await addPatients(seeded, patients)
      },
      { max: clients + 2 },
    ),
  )
  const { db: owner, close } = openDatabase(postgres.ownerUrl, pino({ level: 'warn' }), { max: 1, purpose: 'owner' })
  parts.defer(close)
  const closing = parts.move()
  return {
    name: `${patients.toLocaleString('en')} waiting and ${doctors} free`,
    owner,
    async tick() {
      const startedAt = performance.now()
      const cpuBefore = ownCpuMs()
      const { length: matches } = await matchAll(dependencies, clients)
      const tick = { matches, ms: performance.now() - startedAt, cpuMs: ownCpuMs() - cpuBefore }
      if (matches !== doctors) throw new Error(`${matches} matches were made for ${doctors} doctors`)
      await everybodyIsFree(owner)
      return tick
    },
    async check(matches) {
      const { rows } = await sql<{ patients: number; passedOver: number }>`
        with called as (
          select count(distinct ticket.patient_id)::int as patients, max(ticket.arrived_at) as latest
          from call join ticket on ticket.id = call.ticket_id
        )
        select patients, (select count(*)::int from waiting where arrived_at < latest) as passed_over from called`.execute(
        owner,
      )
      const [found] = rows
      if (found?.patients !== matches || found.passedOver > 0) {
        throw new Error(`of ${matches} matches were found: ${JSON.stringify(found)}`)
      }
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}
