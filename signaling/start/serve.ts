import { join } from 'node:path'

import type { Logger } from 'pino'

import { type LiveKitAccess, liveKitCarrier } from '../../media/livekit.ts'
import { buildApp } from '../app.ts'
import { systemClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { startRoomKeeper } from '../consultations/room-keeper.ts'
import { openMailFolder } from '../identity/mail-folder.ts'
import { openSmtpMail } from '../identity/mail-smtp.ts'
import { startJobs } from '../jobs.ts'
import { openOutbox } from '../live/outbox.ts'
import { startMatcher } from '../waiting-room/matcher.ts'
import type { StartedDatabase } from './database.ts'
import { explainListening } from './port.ts'
import { findSecret } from './secret.ts'
import type { Shutdown } from './shutdown.ts'

interface ServeOptions {
  readonly config: Config
  readonly shutdown: Shutdown
  readonly log: Logger
  readonly database: StartedDatabase
  readonly liveKit: LiveKitAccess
  /** The built client; undefined where something else serves it. */
  readonly webFolder: string | undefined
  readonly publicUrl: string
  readonly port: number
}

/** Puts the application together and listens; returns the addresses it is bound to. */
export async function serve(options: ServeOptions): Promise<string[]> {
  const { config, shutdown, log, database, port } = options
  const outbox = await openOutbox({ db: database.db, databaseUrl: database.url, log })
  shutdown.add(() => outbox.close())
  const dependencies = {
    db: database.db,
    clock: systemClock,
    mail: config.mail
      ? openSmtpMail(config.mail.smtpUrl, config.mail.from)
      : openMailFolder(join(config.dataFolder, 'mail'), log),
    carrier: liveKitCarrier(options.liveKit),
    outbox,
    log,
    settings: { publicUrl: options.publicUrl, secret: await findSecret(config.secret, config.dataFolder) },
  }
  const jobs = await startJobs(dependencies, database.url)
  shutdown.add(() => jobs.stop())
  const matcher = startMatcher(dependencies)
  shutdown.add(() => matcher.stop())
  const roomKeeper = startRoomKeeper(dependencies)
  shutdown.add(() => roomKeeper.stop())
  const app = await buildApp(dependencies, {
    logger: log,
    ...(options.webFolder !== undefined && { webFolder: options.webFolder }),
  })
  shutdown.add(() => app.close())
  try {
    await app.listen({ host: config.host, port })
  } catch (error) {
    throw explainListening(error, config.host, port)
  }
  return app.addresses().map((bound) => (typeof bound === 'string' ? bound : bound.address))
}
