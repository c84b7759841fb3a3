import pg from 'pg'
import { type Finding, ratioOf } from './compare.ts'
import { openCrowd, type Tick } from './crowd.ts'
import type { DurablePostgres } from './durable-postgres.ts'
import { everybodyWaits, everybodyWaitsAgain } from './hospital.ts'

const HELD_MS = 30_000
const PART_MS = 5_000
const WARM_TICKS = 10

/**
 * Somebody's transaction keeps its snapshot for half a minute, in which nothing that goes can be tidied away: matching at its end
 * against matching at its beginning.
 */
export async function benchHeldSnapshot(postgres: DurablePostgres): Promise<Finding> {
  await using crowd = await openCrowd(postgres)
  await everybodyWaits(crowd.owner)
  for (let count = 0; count < WARM_TICKS; count++) {
    await crowd.tick()
    await everybodyWaitsAgain(crowd.owner)
  }

  const holder = new pg.Client({ connectionString: postgres.ownerUrl })
  await holder.connect()
  try {
    await holder.query('begin isolation level repeatable read')
    const held = await transactionOf(holder)
    const startedAt = performance.now()
    const ticks: (Tick & { readonly at: number })[] = []
    for (;;) {
      const at = performance.now() - startedAt
      if (at > HELD_MS) break
      ticks.push({ at, ...(await crowd.tick()) })
      await everybodyWaitsAgain(crowd.owner)
    }
    if ((await transactionOf(holder)) !== held) throw new Error('the snapshot was not held to the end')
    const first = matchesPerSecond(ticks.filter(({ at }) => at < PART_MS))
    const last = matchesPerSecond(ticks.filter(({ at }) => at >= HELD_MS - PART_MS))
    const compared = {
      name: `matches a second, ${crowd.name}, the last 5 s of a snapshot that is held for 30 s against its first 5 s`,
      unit: '1/s',
      aim: 0.8,
    } as const
    const matches = ticks.reduce((sum, tick) => sum + tick.matches, 0)
    return {
      rows: [ratioOf(compared, [{ ours: last, bare: first }])],
      note: `held snapshot: ${matches.toLocaleString('en')} matches, of which it kept every former version of a row`,
    }
  } finally {
    await holder.end()
  }
}

/** The number of the transaction, which it is given with the first such question. */
async function transactionOf(client: pg.Client): Promise<unknown> {
  const { rows } = await client.query<{ id: string }>('select pg_current_xact_id()::text as id')
  return rows[0]?.id
}

function matchesPerSecond(ticks: readonly Tick[]): number {
  const sum = (count: (tick: Tick) => number): number => ticks.reduce((total, tick) => total + count(tick), 0)
  return sum(({ matches }) => matches) / (sum(({ ms }) => ms) / 1000)
}
