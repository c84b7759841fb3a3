import { benchBoard } from './board.ts'
import { benchBroadcast } from './broadcast.ts'
import { type Finding, table } from './compare.ts'
import { type DurablePostgres, startDurablePostgres } from './durable-postgres.ts'
import { benchFirstPage } from './first-page.ts'
import { benchHeldSnapshot } from './held-snapshot.ts'
import { benchJoin } from './join.ts'
import { benchMatch } from './match.ts'
import { benchPlanning } from './planning.ts'
import { type Servers, startServers } from './servers.ts'
import { benchSlots } from './slots.ts'
import { benchSmallGet } from './small-get.ts'
import { benchSockets } from './sockets.ts'
import { benchTold } from './told.ts'

type Bench = () => Promise<Finding>

const overPostgres = (bench: (postgres: DurablePostgres) => Promise<Finding>): Bench => {
  return async () => {
    await using postgres = await startDurablePostgres()
    return await bench(postgres)
  }
}

const overServers = (bench: (servers: Servers) => Promise<Finding>): Bench =>
  overPostgres(async (postgres) => {
    await using servers = await startServers(postgres)
    return await bench(servers)
  })

const usual: Readonly<Record<string, Bench>> = {
  planning: benchPlanning,
  matches: overPostgres(benchMatch),
  get: overServers(benchSmallGet),
  broadcast: overServers(benchBroadcast),
  told: overPostgres(benchTold),
  board: overPostgres(benchBoard),
  slots: overPostgres(benchSlots),
  'first-page': overPostgres(benchFirstPage),
  join: overPostgres(benchJoin),
}

/** They take long, or much of the machine. */
const onlyByName: Readonly<Record<string, Bench>> = {
  'held-snapshot': overPostgres(benchHeldSnapshot),
  sockets: overServers(benchSockets),
}

const all = { ...usual, ...onlyByName }
const say = (line: string): void => void process.stderr.write(`${line}\n`)

/**
 * `npm run bench`: what the application costs; where there is a bare peer, beyond that one in the same run. Whatever is measured is
 * looked at as well: a row whose scene went wrong fails. `npm run bench -- told board` measures these alone.
 */
async function measure(names: readonly string[]): Promise<void> {
  const findings: Finding[] = []
  for (const name of names) {
    say(`${name} …`)
    try {
      const finding = await all[name]?.()
      if (finding === undefined) throw new Error(`there is none; there are ${Object.keys(all).join(', ')}`)
      findings.push(finding)
    } catch (error) {
      say(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      process.exitCode = 1
    }
  }
  if (findings.length === 0) return
  const notes = findings.map(({ note }) => `${note}\n`).join('')
  process.stdout.write(`${table(findings.flatMap(({ rows }) => rows))}\n\n${notes}`)
}

const asked = process.argv.slice(2)
await measure(asked.length > 0 ? asked : Object.keys(usual))
