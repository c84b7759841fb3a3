import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isInUse } from '../db/data-lock.ts'
import { readConfig } from '../signaling/config.ts'
import { complain, say } from '../signaling/start/console.ts'
import { CannotStart } from '../supervision/cannot-start.ts'

/** `npm run demo:reset`: the next start lays a fresh demo hospital. Letters, keys and the secret stay. */
async function reset(): Promise<void> {
  const { config, problems } = readConfig(process.env)
  if (problems) throw new CannotStart(problems.join('\n'))
  if (config.databaseUrl !== undefined) {
    throw new CannotStart(
      'DATABASE_URL is set, and the demo hospital lives in the embedded database: nothing was removed.\n' +
        'Leave DATABASE_URL unset to reset the demo hospital.',
    )
  }
  const folder = join(config.dataFolder, 'postgres')
  if (await isInUse(folder)) {
    throw new CannotStart(`A Qiaoyi runs on ${config.dataFolder}: nothing was removed.\nStop it first.`)
  }
  await rm(folder, { recursive: true, force: true })
  await rm(`${folder}.password`, { force: true })
  say(`the database in ${folder} is gone; npm start lays a fresh demo hospital`)
}

try {
  await reset()
} catch (error) {
  complain(error)
  process.exitCode = 1
}
