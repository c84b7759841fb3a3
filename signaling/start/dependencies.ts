import { join } from 'node:path'

import type { Logger } from 'pino'

import { readDatabaseTime } from '../../db/time.ts'
import type { Carrier } from '../../media/carrier.ts'
import type { Config } from '../config.ts'
import type { Dependencies } from '../dependencies.ts'
import { openMailFolder } from '../letters/mail-folder.ts'
import { openSmtpMail } from '../letters/mail-smtp.ts'
import { openOutbox } from '../live/outbox.ts'
import { openSharedClock } from '../shared-clock.ts'
import { putRoomsTogether } from '../who-reacts.ts'
import type { StartedDatabase } from './database.ts'
import { findSecret } from './secret.ts'
import type { Shutdown } from './shutdown.ts'

interface Started {
  readonly config: Config
  readonly shutdown: Shutdown
  readonly log: Logger
  readonly database: StartedDatabase
  readonly carrier: Carrier
  readonly publicUrl: string
}

/** What the use cases stand on, from what has been started. */
export async function openDependencies(started: Started): Promise<Dependencies> {
  const { config, shutdown, log, database, carrier, publicUrl } = started
  putRoomsTogether()
  const secret = await findSecret(config.secret, config.dataFolder)
  const outbox = await openOutbox({ db: database.background, databaseUrl: database.url, log })
  shutdown.add(() => outbox.close())
  const clock = await openSharedClock({ ask: () => readDatabaseTime(database.db), log })
  shutdown.add(() => clock.stop())
  return {
    db: database.db,
    clock,
    mail: config.mail
      ? openSmtpMail(config.mail.smtpUrl, config.mail.from)
      : openMailFolder(join(config.dataFolder, 'mail'), log),
    carrier,
    outbox,
    log,
    settings: { publicUrl, secret },
  }
}
