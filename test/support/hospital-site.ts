import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import type { BrowserContext } from 'playwright-core'
import { toRange } from '../../db/range.ts'
import { buildApp } from '../../signaling/app.ts'
import { systemClock } from '../../signaling/clock.ts'
import { startRoomKeeper } from '../../signaling/consultations/room-keeper.ts'
import type { Dependencies, Patience } from '../../signaling/dependencies.ts'
import { createSession, sessionCookie } from '../../signaling/identity/sessions.ts'
import { letterWriters } from '../../signaling/letter-writers.ts'
import type { Letter } from '../../signaling/letters/mail.ts'
import { startPostman } from '../../signaling/letters/postman.ts'
import { openOutbox } from '../../signaling/live/outbox.ts'
import { startMatcher } from '../../signaling/matching/matcher.ts'
import type { Locale, Specialty } from '../../signaling/shapes.ts'
import { freePort } from '../../supervision/free-port.ts'
import { buildWebClient } from '../../web/build.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { startTestLiveKit, type TestLiveKit } from './livekit.ts'

/** The whole hospital on a free port: application, built client, matcher, LiveKit and a database, all of this file's own. */
export interface HospitalSite extends AsyncDisposable {
  /** Without a trailing slash. */
  readonly url: string
  readonly dependencies: Dependencies
  readonly database: TestDatabase
  readonly livekit: TestLiveKit
  readonly letters: Letter[]
  addCompatriot(person?: SitePerson): Promise<SiteCompatriot>
  /** With a shift that is on now and lasts eight hours; not yet on duty. */
  addDoctor(person?: SitePerson & { readonly specialties?: readonly Specialty[] }): Promise<SiteDoctor>
  addCoordinator(person?: SitePerson): Promise<SiteAccount>
  /** Gives a browser of one person the account's session. */
  signIn(context: BrowserContext, account: SiteAccount): Promise<void>
}

export interface SitePerson {
  readonly name?: string
  readonly timeZone?: string
  readonly locale?: Locale
}

export interface SiteAccount {
  readonly accountId: string
  readonly role: 'compatriot' | 'doctor' | 'coordinator'
  readonly name: string
}

export type SiteCompatriot = SiteAccount & { readonly patientId: string }
export type SiteDoctor = SiteAccount & { readonly expertId: string }

interface SiteOptions {
  /** How long somebody may be gone from a visit; as in production unless given. */
  readonly patience?: Patience
}

export async function openHospitalSite({ patience }: SiteOptions = {}): Promise<HospitalSite> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const [database, livekit, webFolder] = await Promise.all([
    createTestDatabase(),
    startTestLiveKit({ webhookUrl: `${url}/api/video/webhook` }),
    buildWebClient((line) => process.stderr.write(`${line}\n`)),
  ])
  const { db } = database
  const log = pino({ level: process.env['SITE_LOG'] ?? 'silent' })
  const outbox = await openOutbox({ db, databaseUrl: database.url, log })
  const letters: Letter[] = []
  const dependencies: Dependencies = {
    db,
    clock: systemClock,
    mail: { send: (letter) => Promise.resolve(void letters.push(letter)) },
    carrier: livekit.carrier,
    outbox,
    log,
    settings: {
      publicUrl: url,
      secret: new TextEncoder().encode('a secret of thirty-two characters'),
      ...(patience && { patience }),
    },
  }
  const matcher = startMatcher(dependencies)
  const postman = startPostman(dependencies, letterWriters)
  const app = await buildApp(dependencies, {
    logger: log,
    webFolder,
    limits: { requestsPerMinute: 100_000, pagesPerMinute: 100_000 },
  })
  await app.listen({ host: '127.0.0.1', port })
  const roomKeeper = startRoomKeeper(dependencies, app.openPages)

  async function addAccount(
    role: SiteAccount['role'],
    person: SitePerson,
    usual: Required<SitePerson>,
  ): Promise<SiteAccount> {
    const { name, timeZone, locale } = { ...usual, ...person }
    const { id } = await db
      .insertInto('account')
      .values({
        email: `${randomUUID()}@example.org`,
        role,
        name,
        timeZone,
        locale,
        languages: ['cmn'],
        country: role === 'compatriot' ? 'IT' : null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { accountId: id, role, name }
  }

  return {
    url,
    dependencies,
    database,
    livekit,
    letters,
    async addCompatriot(person = {}) {
      const account = await addAccount('compatriot', person, {
        name: '林秀英',
        timeZone: 'Europe/Rome',
        locale: 'zh-CN',
      })
      const { id } = await db
        .insertInto('patient')
        .values({ accountId: account.accountId, name: account.name, relationship: 'self' })
        .returning('id')
        .executeTakeFirstOrThrow()
      return { ...account, patientId: id }
    },
    async addDoctor(person = {}) {
      const account = await addAccount('doctor', person, { name: '陈建国', timeZone: 'Asia/Shanghai', locale: 'zh-CN' })
      const { id: expertId } = await db
        .insertInto('expert')
        .values({
          accountId: account.accountId,
          nameHan: account.name,
          nameLatin: 'Chen Jianguo',
          title: '主任医师',
          specialties: [...(person.specialties ?? ['generalPractice'])],
          institution: '温州医科大学附属第一医院',
          licenseNumber: '110330000000001',
          licenseVerifiedBy: '温州市卫健委',
          timeZone: person.timeZone ?? 'Asia/Shanghai',
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      await db.insertInto('expertLanguage').values({ expertId, language: 'cmn', proficiency: 'native' }).execute()
      const now = systemClock.now()
      const during = toRange({ start: now.subtract({ minutes: 30 }), end: now.add({ hours: 8 }) })
      await db.insertInto('shift').values({ expertId, during, timeZone: 'Asia/Shanghai' }).execute()
      return { ...account, expertId }
    },
    addCoordinator: (person = {}) =>
      addAccount('coordinator', person, { name: '周敏', timeZone: 'Asia/Shanghai', locale: 'zh-CN' }),
    async signIn(context, { accountId, role }) {
      const { token } = await createSession(db, { id: accountId, role }, systemClock.now())
      await context.addCookies([{ name: sessionCookie, value: token, url, httpOnly: true, sameSite: 'Lax' }])
    },
    async [Symbol.asyncDispose]() {
      await roomKeeper.stop()
      await matcher.stop()
      await postman.stop()
      await app.close()
      await outbox.close()
      await Promise.all([database.close(), livekit[Symbol.asyncDispose]()])
    },
  }
}
