import type { Kysely } from 'kysely'
import type { BaseLogger } from 'pino'
import type { Database } from '../db/tables.ts'
import type { Carrier } from '../media/carrier.ts'
import type { Clock } from './clock.ts'
import type { Mail } from './letters/mail.ts'
import type { Outbox } from './live/outbox.ts'

/** What the use cases stand on. A service's functions take it first; a test gives its own clock, mail and database. */
export interface Dependencies {
  readonly db: Kysely<Database>
  readonly clock: Clock
  readonly mail: Mail
  readonly carrier: Carrier
  readonly outbox: Outbox
  readonly log: BaseLogger
  readonly settings: Settings
}

/** What reading takes: the records, and the moment they are read at. */
export type Reading = Pick<Dependencies, 'db' | 'clock'>

/** What a change takes: its transaction with what it announces, and the moment it happens at. */
export type Changing = Pick<Dependencies, 'db' | 'clock' | 'outbox'>

/** What a sweep takes: it changes many, some at a time, and tells the log of those it could not. */
export type Sweeping = Pick<Dependencies, 'db' | 'clock' | 'outbox' | 'log'>

/** What the use cases know of the configuration. */
export interface Settings {
  /** Where people reach the service, for links in mails; without a trailing slash. */
  readonly publicUrl: string
  /** Signs the links of guests. */
  readonly secret: Uint8Array
  /** How long somebody may be gone from a visit: the rule's own times unless given, for a test that can't wait. */
  readonly patience?: Patience
}

/** How long somebody may be gone from a visit. */
export interface Patience {
  /** Seconds until the one who is left alone is told, and the other's pages ring. */
  readonly tellAfter: number
  /** Seconds until the place of a patient whose doctor is gone is given back. */
  readonly giveBackAfter: number
}
