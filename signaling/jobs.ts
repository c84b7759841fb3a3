import { PgBoss } from 'pg-boss'
import { markNoShows } from './appointments/arrivals.ts'
import type { Dependencies } from './dependencies.ts'
import { forgetExpired } from './identity/sign-in.ts'
import { jittered } from './rounds.ts'
import { announceTurns } from './roster/duty.ts'
import { extendPatterns } from './roster/laying.ts'
import { announceEstimates } from './waiting-room/announcing.ts'

interface Job {
  readonly name: string
  /** In UTC; a minute is the finest there is. */
  readonly cron: string
  readonly run: (dependencies: Dependencies) => Promise<unknown>
}

/** However many processes there are, each runs once a time, in one of them. All may be run again without harm. */
const jobs: readonly Job[] = [
  { name: 'extend-shift-patterns', cron: '20 2 * * *', run: extendPatterns },
  { name: 'announce-turns', cron: '* * * * *', run: announceTurns },
  { name: 'announce-estimates', cron: '* * * * *', run: announceEstimates },
  { name: 'mark-no-shows', cron: '5 * * * *', run: markNoShows },
  { name: 'forget-expired', cron: '35 * * * *', run: forgetExpired },
]

/** Of each process and queue: about so long, so that they don't all ask at once. */
const pollSeconds = 10

export interface Jobs {
  /** Lets the jobs under way finish, then ends the connections. */
  stop(): Promise<void>
}

/** Makes or brings up to date the tables of the timed jobs (schema `pgboss`), as the owner of the database. */
export async function migrateJobs(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({ connectionString: ownerUrl, max: 1, supervise: false, schedule: false })
  // What keeps it from starting is thrown; an "error" event without a listener ends the process.
  boss.on('error', () => {})
  await boss.start()
  await boss.stop({ graceful: false })
}

/**
 * Runs what has to happen by the clock, over tables of its own (schema `pgboss`) in the same database. Begins to lay the shifts
 * of the weeks to come: after a long pause there may be none, and nobody waits for those of two thousand experts.
 */
export async function startJobs(dependencies: Dependencies, databaseUrl: string): Promise<Jobs> {
  const { log } = dependencies
  const laying = extendPatterns(dependencies).catch((error: unknown) => {
    log.error({ err: error }, 'shifts could not be laid ahead; the job of the night tries again')
  })
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: 'qiaoyi-jobs',
    max: 2,
    // Both are the owner's: this role may not.
    migrate: false,
    reindex: false,
  })
  // It tells an object with the error's parts, no Error.
  boss.on('error', ({ message }) => log.warn({ reason: message }, 'the timed jobs met an error'))
  await boss.start()
  for (const { name, cron, run } of jobs) {
    await boss.createQueue(name, { policy: 'exclusive', retryLimit: 2, retryDelay: 60, expireInSeconds: 600 })
    await boss.work(name, { pollingIntervalSeconds: jittered(pollSeconds) }, async () => {
      try {
        await run(dependencies)
      } catch (error) {
        log.error({ err: error, job: name }, 'a timed job failed')
        throw error
      }
    })
    await boss.schedule(name, cron, null, { tz: 'UTC' })
  }
  return {
    async stop() {
      await boss.stop({ graceful: true, timeout: 5_000 })
      await laying
    },
  }
}
