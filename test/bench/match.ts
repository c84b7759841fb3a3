import { compare, type Finding, median } from './compare.ts'
import { clients, openCrowd } from './crowd.ts'
import { bareInserts, type DurablePostgres } from './durable-postgres.ts'
import { everybodyWaits } from './hospital.ts'

const TICKS = 5

export async function benchMatch(postgres: DurablePostgres): Promise<Finding> {
  await using crowd = await openCrowd(postgres)
  const inserts = await bareInserts(postgres)
  const costs: number[] = []

  async function matchesPerSecond(): Promise<number> {
    await everybodyWaits(crowd.owner)
    let [matches, ms, cpuMs] = [0, 0, 0]
    for (let count = 0; count < TICKS; count++) {
      const tick = await crowd.tick()
      matches += tick.matches
      ms += tick.ms
      cpuMs += tick.cpuMs
    }
    await crowd.check(matches)
    costs.push(cpuMs / matches)
    return matches / (ms / 1000)
  }

  const row = await compare({
    name: `matches committed through Node, ${crowd.name}, ${clients} clients, against single durable inserts by ${inserts.by}`,
    unit: '1/s',
    aim: 0.6,
    ours: matchesPerSecond,
    bare: () => inserts.perSecond(clients, 1_000),
  })
  const note = `matches: Node's processor time a match ${median(costs).toFixed(2)} ms, planning and the outbox included; the rest waits for PostgreSQL`
  return { rows: [row], note }
}
