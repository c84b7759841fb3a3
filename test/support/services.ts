import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { openDatabase } from '../../db/connection.ts'
import { type Carrier, CarrierError } from '../../media/carrier.ts'
import type { AccountViewer } from '../../signaling/access.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import type { Me } from '../../signaling/identity/contract.ts'
import { createSession, findSignedIn } from '../../signaling/identity/sessions.ts'
import { letterWriters } from '../../signaling/letter-writers.ts'
import type { Letter } from '../../signaling/letters/mail.ts'
import { startPostman } from '../../signaling/letters/postman.ts'
import { openOutbox } from '../../signaling/live/outbox.ts'
import type { Specialty, SpokenLanguage } from '../../signaling/shapes.ts'
import { putRoomsTogether } from '../../signaling/who-reacts.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

export interface TestServices extends Dependencies {
  readonly database: TestDatabase
  /** Letters sent so far, in order. */
  readonly letters: Letter[]
  /** Sends what is due, in this test's time. */
  deliver(): Promise<void>
  readonly clock: {
    now(): Temporal.Instant
    set(instant: string): void
    forward(duration: Temporal.DurationLike): void
  }
  /** The same hospital seen by another process: connections, outbox and all. Closed with the first. */
  another(): Promise<Dependencies>
  close(): Promise<void>
}

/**
 * What services stand on, over a database of one's own, a clone of the run's template unless given: real but for the clock, which stands still until it is moved, and
 * the far end of the mail. There is no video.
 */
export async function createServices(now: string, given?: TestDatabase): Promise<TestServices> {
  const database = given ?? (await createTestDatabase())
  const log = pino({ level: 'silent' })
  putRoomsTogether()
  const letters: Letter[] = []
  let time = Temporal.Instant.from(now)
  const closing: (() => Promise<void>)[] = []
  const outbox = await openOutbox({ db: database.db, databaseUrl: database.url, log })
  closing.push(() => outbox.close())
  const clock = {
    now: () => time,
    set(instant: string) {
      time = Temporal.Instant.from(instant)
    },
    forward(duration: Temporal.DurationLike) {
      time = time.add(duration)
    },
  }
  const dependencies = {
    clock,
    log,
    mail: { send: (letter: Letter) => Promise.resolve(void letters.push(letter)) },
    carrier: noVideo,
    settings: { publicUrl: 'https://qiaoyi.example', secret: randomBytes(32) },
  }
  return {
    ...dependencies,
    db: database.db,
    outbox,
    database,
    letters,
    deliver: () => deliverLetters({ ...dependencies, db: database.db, outbox }),
    async another() {
      const { db, close } = openDatabase(database.url, log)
      const otherOutbox = await openOutbox({ db, databaseUrl: database.url, log })
      closing.push(async () => {
        await otherOutbox.close()
        await close()
      })
      return { ...dependencies, db, outbox: otherOutbox }
    },
    async close() {
      for (const end of closing) await end()
      await database.close()
    },
  }
}

const noAnswer = () => Promise.reject(new CarrierError('unreachable', 'there is no video in this test'))
const noVideo: Carrier = {
  url: 'ws://127.0.0.1:1',
  openRoom: noAnswer,
  admit: noAnswer,
  remove: noAnswer,
  closeRoom: noAnswer,
  whoIsThere: noAnswer,
  readEvent: noAnswer,
}

/** Sends the letters that are due. */
export async function deliverLetters(dependencies: Dependencies): Promise<void> {
  const postman = startPostman(dependencies, letterWriters)
  await postman.deliver()
  await postman.stop()
}

let count = 0

interface ExpertDetails {
  specialties?: Specialty[]
  languages?: SpokenLanguage[]
}

/** An account of this role, with a panel entry where it is a doctor's, as its own viewer. */
export async function createViewer(
  { db }: Pick<Dependencies, 'db'>,
  role: AccountViewer['role'],
  expert: ExpertDetails & { timeZone?: string } = {},
): Promise<AccountViewer> {
  count += 1
  const name = `${role} ${count}`
  const timeZone = expert.timeZone ?? (role === 'compatriot' ? 'Europe/Rome' : 'Asia/Shanghai')
  const account = await db
    .insertInto('account')
    .values({ email: `${role}${count}@example.org`, role, name, timeZone, locale: 'en', languages: ['cmn'] })
    .returning('id')
    .executeTakeFirstOrThrow()
  const expertId = role === 'doctor' ? await createExpert(db, account.id, name, timeZone, expert) : undefined
  return {
    role,
    accountId: account.id,
    sessionId: crypto.randomUUID(),
    sessionExpiresAt: Temporal.Instant.from('2099-01-01T00:00:00Z'),
    name,
    locale: 'en',
    expertId,
  }
}

async function createExpert(
  db: Dependencies['db'],
  accountId: string,
  name: string,
  timeZone: string,
  { specialties = ['generalPractice'], languages = ['cmn'] }: ExpertDetails,
): Promise<string> {
  const { id } = await db
    .insertInto('expert')
    .values({
      accountId,
      nameHan: name,
      nameLatin: name,
      specialties,
      institution: 'A hospital',
      licenseNumber: '1',
      licenseVerifiedBy: 'Somebody',
      timeZone,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('expertLanguage')
    .values(languages.map((language) => ({ expertId: id, language, proficiency: 'native' as const })))
    .execute()
  return id
}

/** A patient of the account. */
export async function createPatient({ db }: Pick<Dependencies, 'db'>, accountId: string): Promise<string> {
  const { id } = await db
    .insertInto('patient')
    .values({ accountId, name: 'A patient', relationship: 'other' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Who holds this session token, as the rules see them. */
export async function findViewer(services: TestServices, token: string): Promise<AccountViewer | undefined> {
  return (await findSignedIn(services, token))?.viewer
}

/** What an account is told of itself. */
export async function readMe(services: TestServices, viewer: AccountViewer): Promise<Me> {
  const { token } = await createSession(services.db, { id: viewer.accountId, role: viewer.role }, services.clock.now())
  const signedIn = await findSignedIn(services, token)
  if (signedIn === undefined) throw new Error('no session')
  return signedIn.me
}
