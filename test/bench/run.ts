import { benchBroadcast } from './broadcast.ts'
import { type Row, table } from './compare.ts'
import { startDurablePostgres } from './durable-postgres.ts'
import { benchMatch } from './match.ts'
import { startServers } from './servers.ts'
import { benchSmallGet } from './small-get.ts'

/** `npm run bench`: what the application costs beyond the bare thing, both sides measured in the same run. */
const say = (line: string): void => void process.stderr.write(`${line}\n`)

async function measure(): Promise<readonly string[]> {
  const rows: Row[] = []
  const notes: string[] = []
  {
    say('matches …')
    await using postgres = await startDurablePostgres()
    rows.push(await benchMatch(postgres))
  }
  {
    await using postgres = await startDurablePostgres()
    await using servers = await startServers(postgres)
    say('a small GET …')
    rows.push(await benchSmallGet(servers))
    say('a broadcast …')
    const { row, commitToLastMs } = await benchBroadcast(servers)
    rows.push(row)
    notes.push(`broadcast: from the wish to commit until the last socket knows ${commitToLastMs.toFixed(0)} ms`)
  }
  return [table(rows), ...notes]
}

for (const line of await measure()) process.stdout.write(`${line}\n`)
