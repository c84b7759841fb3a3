import { randomBytes, randomUUID } from 'node:crypto'
import type { Kysely, Transaction } from 'kysely'
import { callSeconds } from '../../signaling/vocabulary.ts'
import type { Database } from '../tables.ts'
import { type DemoExpert, demoExperts } from './experts.ts'
import { demoCoordinatorKey, demoCoordinators, demoDomain, type DemoHousehold, demoHouseholds } from './people.ts'
import { type DemoVisit, demoVisits } from './visits.ts'

type Instant = Temporal.Instant

/** Days before today from which on the rosters are laid. */
const rosterDaysBack = 28

export function demoEmail(key: string): string {
  return `${key}@${demoDomain}`
}

/**
 * Fills an empty database with the demo hospital, all of it or nothing: its people, panel and weekly patterns, and what was
 * held in the weeks before `now`. The patterns have laid no shift yet: whoever extends patterns lays them, from four weeks
 * ago on.
 */
export async function createDemoHospital(db: Kysely<Database>, now: Instant): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const coordinatorId = await createCoordinators(trx, now)
    const patients = await createHouseholds(trx, now)
    const experts = await createExperts(trx, coordinatorId, now)
    for (const visit of demoVisits.toSorted((one, other) => other.daysAgo - one.daysAgo)) {
      await createVisit(trx, visit, require(patients, visit.patient), require(experts, visit.expert), now)
    }
  })
}

function require<Value>(values: ReadonlyMap<string, Value>, key: string): Value {
  const value = values.get(key)
  if (value === undefined) throw new Error(`the demo hospital names "${key}", whom it does not have`)
  return value
}

async function createCoordinators(trx: Transaction<Database>, now: Instant): Promise<string> {
  const rows = await trx
    .insertInto('account')
    .values(
      demoCoordinators.map(({ key, name, timeZone }) => ({
        email: demoEmail(key),
        role: 'coordinator' as const,
        name,
        timeZone,
        languages: ['cmn'],
        locale: 'zh-CN',
        createdAt: now.subtract({ hours: 24 * 90 }),
      })),
    )
    .returning(['id', 'email'])
    .execute()
  return require(new Map(rows.map((row) => [row.email, row.id])), demoEmail(demoCoordinatorKey))
}

interface CreatedPatient {
  readonly id: string
  readonly name: string
  readonly accountId: string
  readonly country: string
  readonly languages: DemoHousehold['languages']
}

async function createHouseholds(trx: Transaction<Database>, now: Instant): Promise<Map<string, CreatedPatient>> {
  const patients = new Map<string, CreatedPatient>()
  for (const { key, name, timeZone, country, locale, languages, patients: members } of demoHouseholds) {
    const account = await trx
      .insertInto('account')
      .values({
        email: demoEmail(key),
        role: 'compatriot',
        name,
        timeZone,
        country,
        locale,
        languages: [...languages],
        createdAt: now.subtract({ hours: 24 * 40 }),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    for (const [index, member] of members.entries()) {
      const today = now.toZonedDateTimeISO(timeZone).toPlainDate()
      const birthDate = member.birthDate ?? today.subtract({ months: member.monthsOld ?? 0, days: 9 }).toString()
      const { id } = await trx
        .insertInto('patient')
        .values({
          accountId: account.id,
          name: member.name,
          relationship: member.relationship,
          gender: member.gender,
          birthDate,
          createdAt: now.subtract({ hours: 24 * 40 }).add({ minutes: index }),
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      patients.set(member.key, { id, name: member.name, accountId: account.id, country, languages })
    }
  }
  return patients
}

interface CreatedExpert {
  readonly expert: DemoExpert
  readonly id: string
  readonly accountId: string
}

async function createExperts(
  trx: Transaction<Database>,
  coordinatorId: string,
  now: Instant,
): Promise<Map<string, CreatedExpert>> {
  const since = now.subtract({ hours: 24 * 60 })
  const made = { createdBy: coordinatorId, createdAt: since }
  const created = new Map<string, CreatedExpert>()
  for (const expert of demoExperts) {
    const {
      key,
      nameHan,
      nameLatin,
      title,
      institution,
      institutionLatin,
      licenseNumber,
      timeZone,
      languages,
      pattern,
    } = expert
    const account = { email: demoEmail(key), role: 'doctor', name: nameHan, timeZone, locale: 'zh-CN' } as const
    const spoken = languages.map(({ language }) => language)
    const { id: accountId } = await trx
      .insertInto('account')
      .values({ ...account, ...made, languages: spoken })
      .returning('id')
      .executeTakeFirstOrThrow()
    const entry = {
      nameHan,
      nameLatin,
      title,
      institution,
      institutionLatin,
      licenseNumber,
      timeZone,
      specialties: [...expert.specialties],
    }
    const { id } = await trx
      .insertInto('expert')
      .values({ ...entry, ...made, accountId, licenseVerifiedBy: demoCoordinators[0].name, licenseVerifiedAt: since })
      .returning('id')
      .executeTakeFirstOrThrow()
    await trx
      .insertInto('expertLanguage')
      .values(languages.map((skill) => ({ expertId: id, ...skill })))
      .execute()
    const [startsAtLocal = '', endsAtLocal = ''] = pattern.hours.split('–')
    const validFrom = now.toZonedDateTimeISO(timeZone).toPlainDate().subtract({ days: rosterDaysBack })
    const hours = {
      weekdays: [...pattern.weekdays],
      startsAtLocal,
      endsAtLocal,
      timeZone,
      slotMinutes: pattern.slotMinutes,
    }
    await trx
      .insertInto('shiftPattern')
      .values({
        ...hours,
        ...made,
        expertId: id,
        validFrom: validFrom.toString(),
        laidUntil: validFrom.subtract({ days: 1 }).toString(),
      })
      .execute()
    created.set(key, { expert, id, accountId })
  }
  return created
}

/** When a visit of the past began: within a shift of its expert. */
function heldAt({ timeZone, pattern }: DemoExpert, visit: DemoVisit, now: Instant): Instant {
  let day = now.toZonedDateTimeISO(timeZone).toPlainDate().subtract({ days: visit.daysAgo })
  while (!pattern.weekdays.includes(day.dayOfWeek)) day = day.subtract({ days: 1 })
  const [startsAt = ''] = pattern.hours.split('–')
  return day
    .toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(startsAt) })
    .toInstant()
    .add({ minutes: visit.minutesIntoShift })
}

async function createVisit(
  trx: Transaction<Database>,
  visit: DemoVisit,
  patient: CreatedPatient,
  { expert, id: expertId, accountId: doctorId }: CreatedExpert,
  now: Instant,
): Promise<void> {
  const startedAt = heldAt(expert, visit, now)
  const matchedAt = startedAt.subtract({ seconds: 25 })
  const endedAt = startedAt.add({ minutes: visit.minutes })
  const signedAt = endedAt.add({ minutes: 3 })
  const { complaint, specialty } = visit
  const ticket = await trx
    .insertInto('ticket')
    .values({
      patientId: patient.id,
      accountId: patient.accountId,
      idempotencyKey: randomUUID(),
      complaint,
      specialty,
      languages: [...patient.languages],
      country: patient.country,
      urgency: 'routine',
      status: 'done',
      arrivedAt: matchedAt.subtract({ minutes: visit.minutesWaited }),
      leftAt: endedAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const reasons = [
    { code: 'specialty', specialty },
    { code: 'language', language: visit.language },
    { code: 'waitedLongest', minutes: visit.minutesWaited },
  ]
  const consultation = await trx
    .insertInto('consultation')
    .values({
      ticketId: ticket.id,
      patientId: patient.id,
      expertId,
      status: 'finished',
      reasons: JSON.stringify(reasons),
      matchedAt,
      callUntil: matchedAt.add({ seconds: callSeconds }),
      roomName: randomBytes(16).toString('base64url'),
      startedAt,
      endedAt,
      endReason: 'completed',
      endedBy: doctorId,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const seat = { consultationId: consultation.id, status: 'admitted' as const, admittedAt: startedAt }
  await trx
    .insertInto('participant')
    .values([
      { ...seat, kind: 'patient', accountId: patient.accountId, name: patient.name, createdAt: matchedAt },
      { ...seat, kind: 'doctor', accountId: doctorId, name: expert.nameHan, createdAt: matchedAt },
    ])
    .execute()
  await signNote(trx, visit, { consultationId: consultation.id, patientId: patient.id, doctorId, expert, signedAt })
}

interface NoteOf {
  readonly consultationId: string
  readonly patientId: string
  readonly doctorId: string
  readonly expert: DemoExpert
  readonly signedAt: Instant
}

async function signNote(
  trx: Transaction<Database>,
  { complaint, note, addenda }: DemoVisit,
  { consultationId, patientId, doctorId, expert, signedAt }: NoteOf,
): Promise<void> {
  const signerName = `${expert.nameHan} ${expert.nameLatin}`
  const signature = { signedBy: doctorId, signerName }
  const signer = {
    signerTitle: expert.title,
    signerInstitution: expert.institution,
    signerInstitutionLatin: expert.institutionLatin,
    signerLicenseNumber: expert.licenseNumber,
  }
  const about = { consultationId, patientId, authorId: doctorId, version: 4, savedAt: signedAt }
  const { id: noteId } = await trx
    .insertInto('note')
    .values({ ...about, ...note, complaint })
    .returning('id')
    .executeTakeFirstOrThrow()
  await trx
    .updateTable('note')
    .set({ ...signature, ...signer, signedAt })
    .where('id', '=', noteId)
    .execute()
  for (const { hoursLater, body } of addenda) {
    const addendum = { noteId, idempotencyKey: randomUUID(), body, signedAt: signedAt.add({ hours: hoursLater }) }
    await trx
      .insertInto('noteAddendum')
      .values({ ...addendum, ...signature })
      .execute()
  }
}
