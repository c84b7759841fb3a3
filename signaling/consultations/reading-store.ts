import { type ExpressionBuilder, type Kysely, sql } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { firstNoteVersion } from '../vocabulary.ts'
import { becameVisit, wasLeftAtOnce } from '../waiting-room/in-vain-store.ts'
import { listCallSeats } from './call-store.ts'
import type { Consultation, ConsultationSummary, Invitation, Participant } from './contract.ts'
import { knocksOfALink } from './rules.ts'
import { hasLeftPanel } from './store.ts'

/** A consultation as all its participants see it, without its seats. */
export type ConsultationFacts = Omit<Consultation, 'participants' | 'ownParticipantId'>

const expertColumns = [
  'expert.nameHan',
  'expert.nameLatin',
  'expert.title',
  'expert.institution',
  'expert.institutionLatin',
  'expert.timeZone as expertTimeZone',
] as const

interface ExpertColumns {
  readonly expertId: string
  readonly nameHan: string
  readonly nameLatin: string
  readonly title: string
  readonly institution: string
  readonly institutionLatin: string
  readonly expertTimeZone: string
}

function expertLine(row: ExpertColumns): Consultation['expert'] {
  return {
    id: row.expertId,
    nameHan: row.nameHan,
    nameLatin: row.nameLatin,
    title: row.title,
    institution: row.institution,
    institutionLatin: row.institutionLatin,
    timeZone: row.expertTimeZone,
  }
}

interface AbsenceColumns {
  readonly told: 'doctor' | 'patient' | null
  readonly toldSince: Temporal.Instant | null
  readonly giveBackAt: Temporal.Instant | null
  readonly pageOpen: boolean | null
}

function absenceOf({ told, toldSince, giveBackAt, pageOpen }: AbsenceColumns): Consultation['absence'] {
  if (told === null || toldSince === null) return null
  const isOpen = pageOpen === true
  return { kind: told, since: toldSince.toString(), giveBackAt: giveBackAt?.toString() ?? null, pageOpen: isOpen }
}

/** Undefined where there is no such call or visit. */
export async function findConsultationFacts(db: Kysely<Database>, id: string): Promise<ConsultationFacts | undefined> {
  const row = await db
    .selectFrom('encounter')
    .innerJoin('ticket', 'ticket.id', 'encounter.ticketId')
    .innerJoin('patient', 'patient.id', 'encounter.patientId')
    .innerJoin('account', 'account.id', 'patient.accountId')
    .innerJoin('expert', 'expert.id', 'encounter.expertId')
    .leftJoin('account as ender', 'ender.id', 'encounter.endedBy')
    .leftJoin('note', 'note.consultationId', 'encounter.id')
    .leftJoin('presence', 'presence.consultationId', 'encounter.id')
    .selectAll('encounter')
    .select(expertColumns)
    .select(wasLeftAtOnce('encounter').as('wasLeftAtOnce'))
    .select([
      'ticket.number as ticketNumber',
      'ticket.complaint',
      'ticket.redFlags',
      'ticket.urgency',
      'ticket.specialty',
      'ticket.languages',
      'ticket.toBeSupplied',
      'ticket.country',
      'patient.name as patientName',
      'patient.birthDate',
      'patient.gender',
      'patient.relationship',
      'account.timeZone as patientTimeZone',
      'ender.role as enderRole',
      'note.signedAt as noteSignedAt',
      'presence.told',
      'presence.toldSince',
      'presence.giveBackAt',
      'presence.pageOpen',
    ])
    .where('encounter.id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return {
    id: row.id,
    ticketId: row.ticketId,
    ticketNumber: row.ticketNumber,
    status: row.status,
    matchedAt: row.matchedAt.toString(),
    callUntil: row.callUntil.toString(),
    startedAt: row.startedAt?.toString() ?? null,
    endedAt: row.endedAt?.toString() ?? null,
    endReason: row.endReason,
    endedBy: row.enderRole,
    leftAtOnce: row.wasLeftAtOnce,
    roomEpoch: row.roomEpoch,
    absence: absenceOf(row),
    reasons: row.reasons,
    patient: {
      id: row.patientId,
      name: row.patientName,
      birthDate: row.birthDate,
      gender: row.gender,
      relationship: row.relationship,
      timeZone: row.patientTimeZone,
      country: row.country,
    },
    expert: expertLine(row),
    complaint: row.complaint,
    redFlags: row.redFlags,
    urgency: row.urgency,
    specialty: row.specialty,
    languages: row.languages,
    toBeSupplied: row.toBeSupplied,
    noteSigned: row.noteSignedAt !== null,
  }
}

/** Those who take part, in the order in which they were seated; of a call, the two who will be. */
export async function listParticipants(
  db: Kysely<Database>,
  { id: consultationId, status }: Pick<ConsultationFacts, 'id' | 'status'>,
): Promise<Participant[]> {
  const called = await listCallSeats(db, { id: consultationId, status })
  if (called.length > 0) {
    return called.map(({ accountId: _account, ...seat }) => ({ ...seat, openLink: null, linkUsedUp: false }))
  }
  return await db
    .selectFrom('participant')
    .leftJoin('participant as link', (join) =>
      join
        .on('link.id', '=', sql<string>`coalesce(participant.invitation_id, participant.id)`)
        .on('link.kind', 'in', ['interpreter', 'relative'])
        .on('link.linkClosedAt', 'is', null),
    )
    .leftJoin('expert', (join) =>
      join.onRef('expert.accountId', '=', 'participant.accountId').on('participant.kind', 'in', ['doctor', 'expert']),
    )
    .select(['participant.id', 'participant.kind', 'participant.name', 'expert.nameLatin', 'participant.status'])
    .select('link.id as openLink')
    .select(
      sql<boolean>`link.id is not distinct from participant.id and ${knocksOfALink} <= count(participant.browser_hash)
        over (partition by coalesce(participant.invitation_id, participant.id))`.as('linkUsedUp'),
    )
    .where('participant.consultationId', '=', consultationId)
    .orderBy('participant.createdAt')
    .orderBy('participant.id')
    .execute()
}

function summaries(db: Kysely<Database>) {
  return db
    .selectFrom('consultation')
    .innerJoin('ticket', 'ticket.id', 'consultation.ticketId')
    .innerJoin('patient', 'patient.id', 'consultation.patientId')
    .innerJoin('expert', 'expert.id', 'consultation.expertId')
    .innerJoin('account', 'account.id', 'expert.accountId')
    .leftJoin('account as ender', 'ender.id', 'consultation.endedBy')
    .leftJoin('note', 'note.consultationId', 'consultation.id')
    .select(expertColumns)
    .select([
      'consultation.id',
      'consultation.status',
      'consultation.patientId',
      'consultation.expertId',
      'consultation.matchedAt',
      'consultation.startedAt',
      'consultation.endedAt',
      'ticket.specialty',
      'patient.name as patientName',
      'ender.role as enderRole',
      'note.signedAt as noteSignedAt',
    ])
    .orderBy('consultation.matchedAt', 'desc')
    .limit(listLimit)
}

const listLimit = 200
/** These go out with every change of the doctor's visit. */
const unsignedLimit = 20

type SummaryRow = Awaited<ReturnType<ReturnType<typeof summaries>['execute']>>[number]

function summary(row: SummaryRow): ConsultationSummary {
  return {
    id: row.id,
    status: row.status,
    patientId: row.patientId,
    patientName: row.patientName,
    expert: expertLine(row),
    specialty: row.specialty,
    matchedAt: row.matchedAt.toString(),
    startedAt: row.startedAt?.toString() ?? null,
    endedAt: row.endedAt?.toString() ?? null,
    endedBy: row.enderRole,
    noteSigned: row.noteSignedAt !== null,
  }
}

/** Held to their end; one that was broken off and put back only if something was signed about it. */
function isPast(eb: ExpressionBuilder<Pick<Database, 'consultation' | 'note'>, 'consultation' | 'note'>) {
  return eb.or([eb('consultation.status', '=', 'finished'), eb('note.signedAt', 'is not', null)])
}

/** Past visits of the patients of an account, and those under way. */
export async function listVisitsOfAccount(db: Kysely<Database>, accountId: string): Promise<ConsultationSummary[]> {
  const rows = await summaries(db)
    .where((eb) => eb.or([isPast(eb), eb('consultation.status', '=', 'inProgress')]))
    .where('patient.accountId', '=', accountId)
    .where(becameVisit)
    .execute()
  return rows.map(summary)
}

/** Past visits that an expert held; none for who has left the panel. */
export async function listVisitsOfExpert(db: Kysely<Database>, expertId: string): Promise<ConsultationSummary[]> {
  const rows = await summaries(db)
    .where((eb) => isPast(eb))
    .where('consultation.expertId', '=', expertId)
    .where(({ not }) => not(hasLeftPanel))
    .execute()
  return rows.map(summary)
}

/** Visits that an expert held, or that were broken off with something written, and whose note is not signed. */
export async function listUnsignedVisits(db: Kysely<Database>, expertId: string): Promise<ConsultationSummary[]> {
  const rows = await summaries(db)
    .where((eb) =>
      eb.or([
        eb('consultation.status', '=', 'finished'),
        eb.and([eb('consultation.status', '=', 'brokenOff'), eb('note.version', '>', firstNoteVersion)]),
      ]),
    )
    .where('consultation.expertId', '=', expertId)
    .where(({ not }) => not(hasLeftPanel))
    .where('note.signedAt', 'is', null)
    .where(becameVisit)
    .limit(unsignedLimit)
    .execute()
  return rows.map(summary)
}

/** The call or the visit that an expert has under way. */
export async function findOpenConsultationId(db: Kysely<Database>, expertId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('encounter')
    .select('id')
    .where('expertId', '=', expertId)
    .where('endedAt', 'is', null)
    .executeTakeFirst()
  return row?.id
}

/** Open visits of others to which this account is invited and from which it has not been sent away. */
export async function listInvitations(db: Kysely<Database>, accountId: string): Promise<Invitation[]> {
  const rows = await summaries(db)
    .innerJoin('participant', 'participant.consultationId', 'consultation.id')
    .select(['participant.id as participantId', 'participant.name', 'participant.status as participantStatus'])
    .where('consultation.endedAt', 'is', null)
    .where('participant.accountId', '=', accountId)
    .where('participant.kind', '=', 'expert')
    .where('participant.status', 'in', ['invited', 'asking', 'admitted'])
    .execute()
  return rows.map((row) => ({
    ...summary(row),
    participant: {
      id: row.participantId,
      kind: 'expert',
      name: row.name,
      status: row.participantStatus,
      openLink: null,
      linkUsedUp: false,
    },
  }))
}
