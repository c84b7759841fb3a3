import type { Kysely } from 'kysely'
import { type Logger, pino } from 'pino'
import { openDatabase } from '../../db/connection.ts'
import type { Database } from '../../db/tables.ts'
import type { Carrier } from '../../media/carrier.ts'
import { systemClock } from '../../signaling/clock.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { openOutbox } from '../../signaling/live/outbox.ts'
import { putRoomsTogether } from '../../signaling/who-reacts.ts'
import { unreachableCarrier } from '../support/livekit.ts'
import { type DurablePostgres, prepareDatabase } from './durable-postgres.ts'

export interface UseCases extends Dependencies, AsyncDisposable {
  readonly log: Logger
}

interface Options {
  /** Nobody listens where the video should be, unless given. */
  readonly carrier?: Carrier | undefined
  /** Connections of either kind; as many as production has unless given. */
  readonly max?: number
}

/**
 * What the use cases stand on in production, in this process.
 * @param seed fills the migrated database, as its owner
 */
export async function openUseCases(
  { url, ownerUrl }: Pick<DurablePostgres, 'url' | 'ownerUrl'>,
  seed: (owner: Kysely<Database>) => Promise<void>,
  { carrier = unreachableCarrier(), ...options }: Options = {},
): Promise<UseCases> {
  putRoomsTogether()
  const log = pino({ level: 'warn' })
  await prepareDatabase(ownerUrl, url, seed)
  const { db, close } = openDatabase(url, log, options)
  const outbox = await openOutbox({ db, databaseUrl: url, log })
  return {
    db,
    outbox,
    log,
    carrier,
    clock: systemClock,
    mail: { send: async () => {} },
    settings: { publicUrl: 'http://localhost', secret: new TextEncoder().encode('a secret of thirty-two characters') },
    async [Symbol.asyncDispose]() {
      await outbox.close()
      await close()
    },
  }
}
