import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { pino } from 'pino'
import { openDatabase } from '../../db/connection.ts'
import { toRange } from '../../db/range.ts'
import type { Carrier } from '../../media/carrier.ts'
import { liveKitCarrier } from '../../media/livekit.ts'
import type { AccountViewer } from '../../signaling/access.ts'
import { callPatient } from '../../signaling/consultations/calling.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { openOutbox } from '../../signaling/live/outbox.ts'
import { transact } from '../../signaling/live/transact.ts'
import { putRoomsTogether } from '../../signaling/who-reacts.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

/** A hospital on a database of its own, with two processes' worth of connections and a clock that stands until it is set. */
export interface Hospital extends AsyncDisposable {
  readonly database: TestDatabase
  readonly here: Dependencies
  /** Another process on the same database. */
  readonly there: Dependencies
  now: Temporal.Instant
}

const silent = pino({ level: 'silent' })

export async function openHospital(carrier: Carrier = unreachableCarrier()): Promise<Hospital> {
  putRoomsTogether()
  const database = await createTestDatabase()
  const second = openDatabase(database.url, silent, { max: 10 })
  const outboxes = await Promise.all(
    [database.db, second.db].map((db) => openOutbox({ db, databaseUrl: database.url, log: silent })),
  )
  const hospital = {
    database,
    now: Temporal.Instant.from('2026-03-02T09:00:00Z'),
    async [Symbol.asyncDispose]() {
      await Promise.all(outboxes.map((outbox) => outbox.close()))
      await second.close()
      await database.close()
    },
  }
  const common = {
    clock: { now: () => hospital.now },
    mail: { send: () => Promise.resolve() },
    carrier,
    log: silent,
    settings: {
      publicUrl: 'http://localhost:3000',
      secret: new TextEncoder().encode('a secret of thirty-two characters'),
    },
  }
  const [first, other] = outboxes
  if (first === undefined || other === undefined) throw new Error('no outbox')
  return Object.assign(hospital, {
    here: { ...common, db: database.db, outbox: first },
    there: { ...common, db: second.db, outbox: other },
  })
}

/** LiveKit's API on a port where nobody listens. */
export function unreachableCarrier(): Carrier {
  return liveKitCarrier({ url: 'ws://127.0.0.1:9', apiKey: 'key', apiSecret: 'a secret of thirty-two characters' })
}

function viewer(role: AccountViewer['role'], accountId: string, name: string, expertId?: string): AccountViewer {
  const sessionExpiresAt = Temporal.Instant.from('2099-01-01T00:00:00Z')
  return { role, accountId, sessionId: randomUUID(), sessionExpiresAt, name, locale: 'zh-CN', expertId }
}

async function addAccount({ database }: Hospital, role: AccountViewer['role'], name: string): Promise<string> {
  const { id } = await database.db
    .insertInto('account')
    .values({ email: `${randomUUID()}@example.org`, role, name, timeZone: 'Europe/Rome', locale: 'it' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function addCompatriot(hospital: Hospital, name = '林秀英'): Promise<AccountViewer> {
  return viewer('compatriot', await addAccount(hospital, 'compatriot', name), name)
}

export async function addCoordinator(hospital: Hospital): Promise<AccountViewer> {
  return viewer('coordinator', await addAccount(hospital, 'coordinator', '调度员'), '调度员')
}

export type Doctor = AccountViewer & { readonly expertId: string }

/** A doctor on duty, in a shift of eight hours. */
export async function addDoctor(hospital: Hospital, name = '陈建国'): Promise<Doctor> {
  const { db } = hospital.database
  const accountId = await addAccount(hospital, 'doctor', name)
  const { id: expertId } = await db
    .insertInto('expert')
    .values({
      accountId,
      nameHan: name,
      nameLatin: 'Chen Jianguo',
      specialties: ['generalPractice'],
      institution: '温州医科大学附属第一医院',
      licenseNumber: '110330000000001',
      licenseVerifiedBy: '温州市卫健委',
      timeZone: 'Asia/Shanghai',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const during = toRange({ start: hospital.now, end: hospital.now.add({ hours: 8 }) })
  const { id: shiftId } = await db
    .insertInto('shift')
    .values({ expertId, during, timeZone: 'Asia/Shanghai' })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db.insertInto('duty').values({ expertId, shiftId, startedAt: hospital.now }).execute()
  return { ...viewer('doctor', accountId, name), expertId }
}

export async function addPatient(hospital: Hospital, owner: AccountViewer, name = '林小宝'): Promise<string> {
  const { id } = await hospital.database.db
    .insertInto('patient')
    .values({ accountId: owner.accountId, name, relationship: 'child' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export interface Visit {
  readonly id: string
  readonly ticketId: string
  readonly patientId: string
  readonly owner: AccountViewer
  readonly doctor: Doctor
}

interface Between {
  readonly owner?: AccountViewer
  readonly patientId?: string
  readonly doctor?: Doctor
}

/** A patient who is being called by a doctor, both new unless given. */
export async function callSomebody(hospital: Hospital, between: Between = {}): Promise<Visit> {
  const owner = between.owner ?? (await addCompatriot(hospital))
  const doctor = between.doctor ?? (await addDoctor(hospital))
  const patientId = between.patientId ?? (await addPatient(hospital, owner))
  const { id: ticketId } = await hospital.database.db
    .insertInto('ticket')
    .values({
      patientId,
      accountId: owner.accountId,
      idempotencyKey: randomUUID(),
      complaint: '发烧两天，咳嗽',
      specialty: 'generalPractice',
      languages: ['cmn'],
      country: 'IT',
      urgency: 'routine',
      status: 'called',
      arrivedAt: hospital.now.subtract({ minutes: 12 }),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const id = await transact(hospital.here, (trx, announce) =>
    callPatient(trx, announce, {
      ticketId,
      patientId,
      patientAccountId: owner.accountId,
      patientName: '林小宝',
      expertId: doctor.expertId,
      doctorAccountId: doctor.accountId,
      doctorName: doctor.name,
      reasons: [{ code: 'specialty', specialty: 'generalPractice' }],
      matchedBy: null,
      now: hospital.now,
      callUntil: hospital.now.add({ seconds: 90 }),
    }),
  )
  return { id, ticketId, patientId, owner, doctor }
}

export async function ticketStatus({ database }: Hospital, ticketId: string): Promise<string> {
  const { status } = await database.db
    .selectFrom('ticket')
    .select('status')
    .where('id', '=', ticketId)
    .executeTakeFirstOrThrow()
  return status
}

export async function consultationRow({ database }: Hospital, id: string) {
  return await database.db.selectFrom('consultation').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

/** Whether the doctor is on duty and takes no next patient. */
export async function isPaused({ database }: Hospital, { expertId }: Doctor): Promise<boolean> {
  const duty = await database.db
    .selectFrom('duty')
    .select('pausedAt')
    .where('expertId', '=', expertId)
    .where('endedAt', 'is', null)
    .executeTakeFirstOrThrow()
  return duty.pausedAt !== null
}

/** The topics of everything committed in this database so far. */
export async function announcedTopics({ database }: Hospital): Promise<Set<string>> {
  const { rows } = await sql<{ topics: string[] }>`select topics from outbox`.execute(database.db)
  return new Set(rows.flatMap(({ topics }) => topics))
}
