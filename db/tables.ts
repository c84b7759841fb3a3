// Written by `npm run tables` from the migrated database. Comments over tables and columns are our own, and stay.
import type { Generated, GeneratedAlways } from 'kysely'
import type { MatchReason } from '../signaling/shapes.ts'
import type * as vocabulary from '../signaling/vocabulary.ts'
import type { During, Instant, InstantRange, Json, Word } from './column-types.ts'

export type { InstantRange }

/**
 * The rows as kysely sees them: snake_case columns in camelCase, `timestamptz` as Temporal.Instant, `date` and `time`
 * as ISO strings, `tstzrange` as a half-open {@link InstantRange}. A column whose values are a closed set has those of
 * the vocabulary's list, as the contracts have them; the migrations' checks refuse others.
 */
export interface Database {
  abandonedRoom: AbandonedRoomTable
  account: AccountTable
  appointment: AppointmentTable
  call: CallTable
  consultation: ConsultationTable
  duty: DutyTable
  encounter: EncounterView
  expert: ExpertTable
  expertLanguage: ExpertLanguageTable
  firstCoordinatorLink: FirstCoordinatorLinkTable
  letter: LetterTable
  message: MessageTable
  note: NoteTable
  noteAddendum: NoteAddendumTable
  outbox: OutboxTable
  outboxTrimmed: OutboxTrimmedTable
  participant: ParticipantTable
  patient: PatientTable
  presence: PresenceTable
  session: SessionTable
  shift: ShiftTable
  shiftPattern: ShiftPatternTable
  signInBrowser: SignInBrowserTable
  signInCode: SignInCodeTable
  signInLink: SignInLinkTable
  ticket: TicketTable
  unlaidShift: UnlaidShiftTable
  waiting: WaitingTable
}

/** What the checks allow, by the lists of the vocabulary that have the same words. */
interface Words {
  absentees: Word<typeof vocabulary.absentees, 'doctor' | 'patient'>
  appointmentStatuses: Word<
    typeof vocabulary.appointmentStatuses,
    | 'booked'
    | 'arrived'
    | 'fulfilled'
    | 'cancelled'
    | 'noshow'
  >
  cancellers: Word<typeof vocabulary.cancellers, 'patient' | 'hospital'>
  consultationStatuses: Word<typeof vocabulary.consultationStatuses, 'inProgress' | 'finished' | 'brokenOff'>
  encounterStatuses: Word<
    typeof vocabulary.encounterStatuses,
    | 'inProgress'
    | 'finished'
    | 'brokenOff'
    | 'called'
    | 'calledInVain'
  >
  endReasons: Word<
    typeof vocabulary.endReasons,
    | 'completed'
    | 'unanswered'
    | 'declined'
    | 'patientLeft'
    | 'technical'
    | 'wrongSpecialty'
    | 'emergency'
    | 'other'
    | 'doctorGone'
  >
  genders: Word<typeof vocabulary.genders, 'male' | 'female' | 'other' | 'unknown'>
  leftReasons: Word<typeof vocabulary.leftReasons, 'patient' | 'coordinator' | 'unanswered' | 'paused'>
  letterKinds: Word<typeof vocabulary.letterKinds, 'call' | 'placeEnded' | 'booked' | 'cancelled'>
  locales: Word<typeof vocabulary.locales, 'zh-CN' | 'en' | 'it' | 'es'>
  participantKinds: Word<
    typeof vocabulary.participantKinds,
    | 'patient'
    | 'doctor'
    | 'expert'
    | 'interpreter'
    | 'relative'
  >
  participantStatuses: Word<
    typeof vocabulary.participantStatuses,
    | 'invited'
    | 'asking'
    | 'admitted'
    | 'refused'
    | 'removed'
  >
  pauseReasons: Word<typeof vocabulary.pauseReasons, 'away'>
  proficiencies: Word<typeof vocabulary.proficiencies, 'native' | 'fluent' | 'basic'>
  queues: Word<
    typeof vocabulary.queues,
    | 'triage'
    | 'generalPractice'
    | 'respiratory'
    | 'paediatrics'
    | 'obstetricsGynaecology'
    | 'internalMedicine'
    | 'dermatology'
    | 'tcm'
    | 'psychologicalCounselling'
    | 'psychiatry'
    | 'publicAffairs'
  >
  redFlags: Word<
    typeof vocabulary.redFlags,
    | 'chestPain'
    | 'breathless'
    | 'strokeSigns'
    | 'heavyBleeding'
    | 'unconscious'
    | 'severeAllergy'
    | 'selfHarm'
    | 'infantFever'
    | 'pregnancyBleeding'
  >
  relationships: Word<typeof vocabulary.relationships, 'self' | 'child' | 'parent' | 'spouse' | 'other'>
  roles: Word<typeof vocabulary.roles, 'compatriot' | 'doctor' | 'coordinator'>
  specialties: Word<
    typeof vocabulary.specialties,
    | 'generalPractice'
    | 'respiratory'
    | 'paediatrics'
    | 'obstetricsGynaecology'
    | 'internalMedicine'
    | 'dermatology'
    | 'tcm'
    | 'psychologicalCounselling'
    | 'psychiatry'
    | 'publicAffairs'
  >
  spokenLanguages: Word<
    typeof vocabulary.spokenLanguages,
    | 'cmn'
    | 'wuu-wz'
    | 'wuu-qt'
    | 'en'
    | 'it'
    | 'es'
    | 'fr'
    | 'de'
    | 'pt'
  >
  supplies: Word<typeof vocabulary.supplies, 'photos' | 'earlierReports' | 'medicationList' | 'identityDocument'>
  ticketStatuses: Word<typeof vocabulary.ticketStatuses, 'waiting' | 'called' | 'inConsultation' | 'done' | 'left'>
  unlaidReasons: Word<typeof vocabulary.unlaidReasons, 'otherShift' | 'ownPattern'>
  urgencies: Word<typeof vocabulary.urgencies, 'emergency' | 'urgent' | 'routine'>
}

interface AbandonedRoomTable {
  roomName: string
  consultationId: string
  abandonedAt: Instant
  closeAt: Instant
}

interface AccountTable {
  id: Generated<string>
  email: string
  role: Words['roles']
  name: Generated<string>
  timeZone: string
  languages: Generated<Words['spokenLanguages'][]>
  locale: Words['locales']
  country: string | null
  createdBy: string | null
  createdAt: Generated<Instant>
  /** Of staff: signs in no more, until enabled again. */
  disabledAt: Instant | null
  disabledBy: string | null
}

interface AppointmentTable {
  id: Generated<string>
  patientId: string
  accountId: string
  idempotencyKey: string
  expertId: string
  shiftId: string
  specialty: Words['specialties']
  during: During
  reason: Generated<string>
  status: Generated<Words['appointmentStatuses']>
  createdAt: Generated<Instant>
  cancelledAt: Instant | null
  /** Null where it isn't cancelled, and where nobody has noted who did it. */
  cancelledBy: Words['cancellers'] | null
}

/** Whom a match calls; the row goes when the patient answers, and the visit begins. */
interface CallTable {
  id: Generated<string>
  ticketId: string
  patientId: string
  expertId: string
  reasons: Json<MatchReason[]>
  matchedAt: Instant
  /** The coordinator who assigned by hand; null where the server matched. */
  matchedBy: string | null
  callUntil: Instant
  roomName: string
  /** Of the seats that the visit will have: whoever comes first is called by it in the room. */
  patientSeatId: Generated<string>
  doctorSeatId: Generated<string>
  doctorCameAt: Instant | null
  endedAt: Instant | null
  endReason: Words['endReasons'] | null
  endedBy: string | null
}

interface ConsultationTable {
  id: Generated<string>
  ticketId: string
  patientId: string
  expertId: string
  status: Generated<Words['consultationStatuses']>
  reasons: Json<MatchReason[]>
  matchedAt: Instant
  /** The coordinator who assigned by hand; null where the server matched. */
  matchedBy: string | null
  callUntil: Instant
  roomName: string
  /** Counts the rooms of this consultation: a removal moves everybody else into a new one. */
  roomEpoch: Generated<number>
  startedAt: Instant | null
  endedAt: Instant | null
  endReason: Words['endReasons'] | null
  endedBy: string | null
  /** By its patient, after the answer. */
  leftAtOnce: Generated<boolean>
}

interface DutyTable {
  id: Generated<string>
  expertId: string
  shiftId: string
  startedAt: Instant
  pausedAt: Instant | null
  endedAt: Instant | null
  /** Null: a break of the doctor's own choice, or none. */
  pausedBecause: Words['pauseReasons'] | null
}

/** Calls and visits both, to be read: whoever is being called or seen, or was. */
interface EncounterView {
  id: string
  ticketId: string
  patientId: string
  expertId: string
  status: Words['encounterStatuses']
  reasons: Json<MatchReason[]>
  matchedAt: Instant
  matchedBy: string | null
  callUntil: Instant
  roomName: string
  roomEpoch: number
  startedAt: Instant | null
  endedAt: Instant | null
  endReason: Words['endReasons'] | null
  endedBy: string | null
  leftAtOnce: boolean
}

interface ExpertTable {
  id: Generated<string>
  accountId: string
  idempotencyKey: string | null
  nameHan: string
  nameLatin: string
  specialties: Words['specialties'][]
  title: Generated<string>
  institution: string
  licenseNumber: string
  licenseVerifiedBy: string
  licenseVerifiedAt: Instant | null
  timeZone: string
  retiredAt: Instant | null
  createdBy: string | null
  createdAt: Generated<Instant>
  institutionLatin: Generated<string>
}

interface ExpertLanguageTable {
  expertId: string
  language: Words['spokenLanguages']
  proficiency: Words['proficiencies']
}

interface FirstCoordinatorLinkTable {
  tokenHash: Buffer
  expiresAt: Instant
}

/** A letter that is to be sent; its row is gone once it has been. */
interface LetterTable {
  id: Generated<string>
  kind: Words['letterKinds']
  /** The consultation, ticket or appointment that it tells of. */
  about: string
  /** When that happened. */
  happenedAt: Instant
  askedAt: Instant
  /** When it is to be tried next; while it is being sent, when another process may. */
  sendAt: Instant
  tries: Generated<number>
}

interface MessageTable {
  id: Generated<string>
  consultationId: string
  participantId: string
  idempotencyKey: string
  body: string
  sentAt: Instant
  /** Within one conversation, in the order in which its messages were committed. */
  position: GeneratedAlways<number>
}

interface NoteTable {
  id: Generated<string>
  consultationId: string
  patientId: string
  authorId: string
  version: Generated<number>
  complaint: Generated<string>
  subjective: Generated<string>
  objective: Generated<string>
  assessment: Generated<string>
  plan: Generated<string>
  advice: Generated<string>
  followUp: Generated<string>
  savedAt: Instant
  signedBy: string | null
  signedAt: Instant | null
  signerName: string | null
  /** The database takes it from the consultation. */
  expertId: GeneratedAlways<string>
  signerTitle: string | null
  signerInstitution: string | null
  signerInstitutionLatin: string | null
  signerLicenseNumber: string | null
  /** Whom it is about, as they were at the signing; the database takes both from the patient. */
  patientName: GeneratedAlways<string | null>
  patientBirthDate: GeneratedAlways<string | null>
}

interface NoteAddendumTable {
  id: Generated<string>
  noteId: string
  idempotencyKey: string
  body: string
  signedBy: string
  signerName: string
  signedAt: Instant
}

interface OutboxTable {
  id: GeneratedAlways<number>
  transactionId: GeneratedAlways<string>
  topics: string[]
  createdAt: Generated<Instant>
}

/** One row: how far the outbox has been trimmed. */
interface OutboxTrimmedTable {
  one: Generated<boolean>
  /** A transaction's id: rows up to and including its may be gone. */
  until: string
}

interface ParticipantTable {
  id: Generated<string>
  consultationId: string
  idempotencyKey: string | null
  kind: Words['participantKinds']
  accountId: string | null
  name: string
  status: Words['participantStatuses']
  invitedBy: string | null
  admittedAt: Instant | null
  admittedBy: string | null
  removedAt: Instant | null
  createdAt: Generated<Instant>
  /** Another guest's seat, with whose link this one knocked. */
  invitationId: string | null
  /** Nobody else can knock with the link of this seat. */
  linkClosedAt: Instant | null
  /** Of a guest: of the secret of the browser that knocked. */
  browserHash: Buffer | null
}

interface PatientTable {
  id: Generated<string>
  accountId: string
  idempotencyKey: string | null
  name: string
  relationship: Words['relationships']
  birthDate: string | null
  gender: Generated<Words['genders']>
  archivedAt: Instant | null
  createdAt: Generated<Instant>
}

interface PresenceTable {
  consultationId: string
  /** When the carrier is to be asked next. */
  lookAt: Instant
  /** When it answered last. */
  lookedAt: Instant | null
  patientAbsentSince: Instant | null
  doctorAbsentSince: Instant | null
  /** While the doctor is not in the room: when they last wrote, or first asked for the way in. */
  doctorHeardAt: Instant | null
  /** When a page of the doctor was last seen open while they were not in the room. */
  doctorPageAt: Instant | null
  /** Whose absence the screens tell, since when, and when the patient's place is given back. */
  told: Words['absentees'] | null
  toldSince: Instant | null
  giveBackAt: Instant | null
  /** As told: some page of the doctor is open, and rings. */
  pageOpen: Generated<boolean>
}

interface SessionTable {
  tokenHash: Buffer
  id: Generated<string>
  accountId: string
  createdAt: Generated<Instant>
  expiresAt: Instant
  /** When its holder was last seen to do something, to within some minutes. */
  usedAt: Generated<Instant>
}

interface ShiftTable {
  id: Generated<string>
  expertId: string
  patternId: string | null
  idempotencyKey: string | null
  during: During
  timeZone: string
  /** null: a walk-in shift, nothing to book. */
  slotMinutes: number | null
  cancelledAt: Instant | null
  createdBy: string | null
  createdAt: Generated<Instant>
}

interface ShiftPatternTable {
  id: Generated<string>
  expertId: string
  idempotencyKey: string | null
  /** ISO weekdays, Monday = 1 … Sunday = 7, of the day on which the shift starts. */
  weekdays: number[]
  startsAtLocal: string
  /** At or before the start: the shift ends on the next day. */
  endsAtLocal: string
  timeZone: string
  slotMinutes: number | null
  validFrom: string
  validUntil: string | null
  /** The last day up to which its shifts have been laid. */
  laidUntil: string
  /** Set once it lays no more, whatever `validUntil` says. */
  endedAt: Instant | null
  createdBy: string | null
  createdAt: Generated<Instant>
  /** When laying it failed last, for a reason that is nobody's shift; null once it has gone well again. */
  failedAt: Instant | null
}

/** A browser in which somebody has signed in at this address. */
interface SignInBrowserTable {
  email: string
  browserHash: Buffer
  signedInAt: Instant
}

interface SignInCodeTable {
  id: Generated<string>
  email: string
  codeHash: Buffer
  attempts: Generated<number>
  createdAt: Generated<Instant>
  expiresAt: Instant
  usedAt: Instant | null
  /** Of the secret of the browser that asked; null opens nothing. */
  browserHash: Buffer | null
  /** The network that asked: an IPv4 address, or the first 64 bits of an IPv6 one. */
  askedFrom: string | null
}

interface SignInLinkTable {
  tokenHash: Buffer
  accountId: string
  expiresAt: Instant
  usedAt: Instant | null
}

interface TicketTable {
  id: Generated<string>
  number: Generated<number>
  patientId: string
  accountId: string
  idempotencyKey: string
  appointmentId: string | null
  complaint: string
  redFlags: Generated<Words['redFlags'][]>
  /** null: the patient is not sure; a coordinator says, or general practice takes it. */
  specialty: Words['specialties'] | null
  languages: Words['spokenLanguages'][]
  interpreterWanted: Generated<boolean>
  country: string
  urgency: Words['urgencies']
  toBeSupplied: Generated<Words['supplies'][]>
  status: Generated<Words['ticketStatuses']>
  callsMissed: Generated<number>
  leftReason: Words['leftReasons'] | null
  leftBy: string | null
  /** What a coordinator wrote who ended the place, for the record. */
  leftNote: string | null
  /** The coordinator who said which specialty it is. */
  triagedBy: string | null
  arrivedAt: Instant
  leftAt: Instant | null
  /** Goes before all others since then: the doctor of a visit under way had gone. */
  firstSince: Instant | null
  /** What a coordinator who ended the place told the account's owner. */
  leftMessage: string | null
  /** Waits for the expert who was booked no more since then: that one could not take the patient. */
  releasedAt: Instant | null
}

/** A day of a pattern that could not be laid: another shift was in the way. */
interface UnlaidShiftTable {
  id: Generated<string>
  patternId: string
  during: During
  reason: Words['unlaidReasons']
  foundAt: Instant
  /** Laid after all, or put aside by a coordinator. */
  settledAt: Instant | null
  settledBy: string | null
}

interface WaitingTable {
  ticketId: string
  patientId: string
  queue: Words['queues']
  languages: Words['spokenLanguages'][]
  interpreterWanted: boolean
  urgency: Words['urgencies']
  triaged: boolean
  /** Arrival less the bonus of the urgency, in microseconds since 1970; smaller goes first. */
  queueKey: number
  arrivedAt: Instant
  /** Not offered to anybody before (a call went unanswered a moment ago, or the pause ends then). */
  notBefore: Instant
  /** Set where the ticket is for one expert only: an appointment. */
  expertId: string | null
  /** When the matcher last could not call it; null where it could, or has not tried for a while. */
  stuckAt: Instant | null
  /** The ticket's. */
  firstSince: Instant | null
  /** When the patient said "not now"; null once they are ready. */
  pausedAt: Instant | null
  /** When nobody free was found who may take it though it can't wait: paused doctors and coordinators were alerted. */
  alarmedAt: Instant | null
}
