import { benchBroadcast } from './broadcast.ts'
import { type Finding, table } from './compare.ts'
import { startDurablePostgres } from './durable-postgres.ts'
import { benchJoin } from './join.ts'
import { benchMatch } from './match.ts'
import { startServers } from './servers.ts'
import { benchSmallGet } from './small-get.ts'

/** `npm run bench`: what the application costs beyond the bare thing, both sides measured in the same run. */
const say = (line: string): void => void process.stderr.write(`${line}\n`)

async function measure(): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  {
    say('matches …')
    await using postgres = await startDurablePostgres()
    findings.push(await benchMatch(postgres))
  }
  {
    await using postgres = await startDurablePostgres()
    await using servers = await startServers(postgres)
    say('a small GET …')
    findings.push(await benchSmallGet(servers))
    say('a broadcast …')
    findings.push(await benchBroadcast(servers))
  }
  {
    say('joining …')
    await using postgres = await startDurablePostgres()
    findings.push(await benchJoin(postgres))
  }
  return findings
}

const findings = await measure()
process.stdout.write(`${table(findings.map(({ row }) => row))}\n\n${findings.map(({ note }) => `${note}\n`).join('')}`)
