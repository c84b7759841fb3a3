import { randomUUID } from 'node:crypto'
import { toRange } from '../../db/range.ts'
import type { AccountRole, AccountViewer } from '../../signaling/access.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import type { Locale, Specialty, SpokenLanguage } from '../../signaling/shapes.ts'

/** Where people are added: whatever has the database, and the time where that matters. */
type Records = Pick<Dependencies, 'db'>
type Now = Pick<Dependencies, 'db' | 'clock'>

export interface PersonDetails {
  readonly name?: string
  readonly timeZone?: string
  readonly locale?: Locale
  readonly country?: string
}

export interface DoctorDetails extends PersonDetails {
  readonly nameLatin?: string
  readonly specialties?: readonly Specialty[]
  readonly languages?: readonly SpokenLanguage[]
}

export interface ShiftDetails {
  readonly startsIn?: Temporal.DurationLike
  readonly minutes?: number
}

export type Doctor = AccountViewer & { readonly expertId: string }

/** A compatriot's account with themselves for its patient. */
export type Household = AccountViewer & { readonly patientId: string }

const usualNames = { compatriot: '林秀英', doctor: '陈建国', coordinator: '周敏' }

/** An account as its own viewer: a doctor's without an entry in the panel. */
export async function addAccount(
  { db }: Records,
  role: AccountRole,
  details: PersonDetails = {},
): Promise<AccountViewer> {
  const { name = usualNames[role], locale = 'en', country } = details
  const { timeZone = role === 'compatriot' ? 'Europe/Rome' : 'Asia/Shanghai' } = details
  const email = `${randomUUID()}@example.org`
  const { id: accountId } = await db
    .insertInto('account')
    .values({ email, role, name, timeZone, locale, country, languages: ['cmn'] })
    .returning('id')
    .executeTakeFirstOrThrow()
  const sessionExpiresAt = Temporal.Instant.from('2099-01-01T00:00:00Z')
  return { role, accountId, sessionId: randomUUID(), sessionExpiresAt, name, locale, expertId: undefined }
}

/** Without a patient. */
export const addCompatriot = (records: Records, details?: PersonDetails) => addAccount(records, 'compatriot', details)

/** In Chinese, as on most screens. */
export const addCoordinator = (records: Records, details?: PersonDetails) =>
  addAccount(records, 'coordinator', { locale: 'zh-CN', ...details })

/** A child of the account's, unless told otherwise. */
export async function addPatient(
  { db }: Records,
  { accountId }: Pick<AccountViewer, 'accountId'>,
  { name = '林小宝', relationship = 'child' }: { name?: string; relationship?: 'self' | 'child' } = {},
): Promise<string> {
  const { id } = await db
    .insertInto('patient')
    .values({ accountId, name, relationship })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** In Chinese, as on most screens. */
export async function addHousehold(records: Records, details: PersonDetails = {}): Promise<Household> {
  const owner = await addCompatriot(records, { locale: 'zh-CN', country: 'IT', ...details })
  return { ...owner, patientId: await addPatient(records, owner, { name: owner.name, relationship: 'self' }) }
}

/** A doctor on the panel, of general practice in Mandarin unless told otherwise, with nothing planned. */
export async function addDoctor(records: Records, details: DoctorDetails = {}): Promise<Doctor> {
  const { nameLatin = 'Chen Jianguo', specialties = ['generalPractice'], languages = ['cmn'] } = details
  const account = await addAccount(records, 'doctor', details)
  const { id: expertId } = await records.db
    .insertInto('expert')
    .values({
      accountId: account.accountId,
      nameHan: account.name,
      nameLatin,
      title: '主任医师',
      specialties: [...specialties],
      institution: '温州医科大学附属第一医院',
      licenseNumber: '110330000000001',
      licenseVerifiedBy: '温州市卫健委',
      timeZone: details.timeZone ?? 'Asia/Shanghai',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const spoken = languages.map((language) => ({ expertId, language, proficiency: 'native' as const }))
  if (spoken.length > 0) await records.db.insertInto('expertLanguage').values(spoken).execute()
  return { ...account, expertId }
}

/** A shift of eight hours from now on, unless told otherwise; its id. */
export async function addShift(
  { db, clock }: Now,
  { expertId }: Pick<Doctor, 'expertId'>,
  { startsIn = { minutes: 0 }, minutes = 480 }: ShiftDetails = {},
): Promise<string> {
  const start = clock.now().add(startsIn)
  const { id } = await db
    .insertInto('shift')
    .values({ expertId, during: toRange({ start, end: start.add({ minutes }) }), timeZone: 'Asia/Shanghai' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** In the middle of a shift, not yet on duty; in Chinese, as on most screens. */
export async function addDoctorOnShift(now: Now, details?: DoctorDetails): Promise<Doctor> {
  const doctor = await addDoctor(now, { locale: 'zh-CN', ...details })
  await addShift(now, doctor, { startsIn: { minutes: -30 }, minutes: 510 })
  return doctor
}

export async function addDoctorOnDuty(now: Now, details: DoctorDetails & ShiftDetails = {}): Promise<Doctor> {
  const doctor = await addDoctor(now, details)
  const shiftId = await addShift(now, doctor, details)
  const { expertId } = doctor
  await now.db.insertInto('duty').values({ expertId, shiftId, startedAt: now.clock.now() }).execute()
  return doctor
}
