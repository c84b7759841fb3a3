import { sql } from 'kysely'
import { pino } from 'pino'
import { openDatabase } from '../../db/connection.ts'
import { migrateToLatest } from '../../db/migrate.ts'
import { liveKitCarrier } from '../../media/livekit.ts'
import { buildApp } from '../../signaling/app.ts'
import { systemClock } from '../../signaling/clock.ts'
import { createSession, sessionCookie } from '../../signaling/identity/sessions.ts'
import { openOutbox, transact } from '../../signaling/live/outbox.ts'
import { serveParent } from './child.ts'
import { addDoctors, addPatients, everybodyWaits } from './hospital.ts'

/**
 * Our side: the application as production builds it, on the database in DATABASE_URL, with one compatriot signed in and
 * some people waiting. When the parent says so, the queue of general practice changes, and all who watch it are told.
 */
const url = process.env['DATABASE_URL'] ?? ''
const log = pino({ level: 'warn' })
const { db, close } = openDatabase(url, log)
await migrateToLatest(db)
await addDoctors(db, 4)
await addPatients(db, 20)
await everybodyWaits(db)
const account = await db.selectFrom('account').selectAll().where('role', '=', 'compatriot').executeTakeFirstOrThrow()
const { token } = await createSession(db, { id: account.id, role: 'compatriot' }, systemClock.now())

const outbox = await openOutbox({ db, databaseUrl: url, log })
const app = await buildApp(
  {
    db,
    outbox,
    log,
    clock: systemClock,
    mail: { send: async () => {} },
    carrier: liveKitCarrier({
      url: 'ws://127.0.0.1:9',
      apiKey: 'bench',
      apiSecret: 'no LiveKit is asked in here.....',
    }),
    settings: { publicUrl: 'http://localhost', secret: new TextEncoder().encode('a secret of thirty-two characters') },
  },
  { logger: log, requestsPerMinute: Number.MAX_SAFE_INTEGER },
)

/** The last in the queue moves a little further back: what one match does to all who watch. */
async function changeQueue(): Promise<void> {
  await transact({ db, outbox }, async (trx, announce) => {
    await sql`
      with last as (select ticket_id from waiting order by queue_key desc limit 1)
      update waiting set queue_key = queue_key + 10000 from last where waiting.ticket_id = last.ticket_id`.execute(trx)
    announce('queue:generalPractice')
  })
}

serveParent(
  () => void changeQueue().catch((error: unknown) => log.error(error)),
  () => Promise.all([app.close(), outbox.close()]).then(close),
)

const listening = await app.listen({ port: 0, host: '127.0.0.1' })
process.send?.({ port: Number(new URL(listening).port), cookie: `${sessionCookie}=${token}` })
