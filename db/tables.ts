import type { ColumnType, Generated, GeneratedAlways, Selectable } from 'kysely'
import type { MatchReason } from '../signaling/shapes.ts'
import type {
  absentees,
  appointmentStatuses,
  cancellers,
  consultationStatuses,
  encounterStatuses,
  endReasons,
  genders,
  leftReasons,
  letterKinds,
  locales,
  participantKinds,
  participantStatuses,
  pauseReasons,
  proficiencies,
  queues,
  redFlags,
  relationships,
  roles,
  specialties,
  spokenLanguages,
  supplies,
  ticketStatuses,
  unlaidReasons,
  urgencies,
} from '../signaling/vocabulary.ts'

/**
 * The rows as kysely sees them: snake_case columns in camelCase, `timestamptz` as Temporal.Instant, `date` and `time`
 * as ISO strings, `tstzrange` as a half-open {@link InstantRange}. A column whose values are a closed set has those of
 * the vocabulary's list, as the contracts have them; the migrations' checks refuse others.
 */
export interface Database {
  account: AccountTable
  signInCode: SignInCodeTable
  signInBrowser: SignInBrowserTable
  signInLink: SignInLinkTable
  firstCoordinatorLink: FirstCoordinatorLinkTable
  session: SessionTable
  patient: PatientTable
  expert: ExpertTable
  expertLanguage: ExpertLanguageTable
  shiftPattern: ShiftPatternTable
  unlaidShift: UnlaidShiftTable
  shift: ShiftTable
  duty: DutyTable
  appointment: AppointmentTable
  ticket: TicketTable
  waiting: WaitingTable
  call: CallTable
  consultation: ConsultationTable
  /** Both, to be read: whoever is being called or seen, or was. */
  encounter: EncounterView
  abandonedRoom: AbandonedRoomTable
  presence: PresenceTable
  participant: ParticipantTable
  message: MessageTable
  note: NoteTable
  noteAddendum: NoteAddendumTable
  letter: LetterTable
  outbox: OutboxTable
  outboxTrimmed: OutboxTrimmedTable
}

/** A stretch of time, start included, end not: `[start, end)`. */
export interface InstantRange {
  readonly start: Temporal.Instant
  readonly end: Temporal.Instant
}

type Instant = Temporal.Instant
/** Read as a range, written as an SQL expression (see range.ts) or the range's text. */
type During = ColumnType<InstantRange, string, string>
/** One of a list of the vocabulary. */
type OneOf<List extends readonly string[]> = List[number]

interface AccountTable {
  id: Generated<string>
  email: string
  role: OneOf<typeof roles>
  name: Generated<string>
  timeZone: string
  languages: Generated<OneOf<typeof spokenLanguages>[]>
  locale: OneOf<typeof locales>
  country: string | null
  createdBy: string | null
  createdAt: Generated<Instant>
  /** Of staff: signs in no more, until enabled again. */
  disabledAt: Instant | null
  disabledBy: string | null
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

/** A browser in which somebody has signed in at this address. */
interface SignInBrowserTable {
  email: string
  browserHash: Buffer
  signedInAt: Instant
}

interface SignInLinkTable {
  tokenHash: Buffer
  accountId: string
  expiresAt: Instant
  usedAt: Instant | null
}

interface FirstCoordinatorLinkTable {
  tokenHash: Buffer
  expiresAt: Instant
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

interface PatientTable {
  id: Generated<string>
  accountId: string
  idempotencyKey: string | null
  name: string
  relationship: OneOf<typeof relationships>
  birthDate: string | null
  gender: Generated<OneOf<typeof genders>>
  archivedAt: Instant | null
  createdAt: Generated<Instant>
}

interface ExpertTable {
  id: Generated<string>
  accountId: string
  idempotencyKey: string | null
  nameHan: string
  nameLatin: string
  specialties: OneOf<typeof specialties>[]
  title: Generated<string>
  institution: string
  institutionLatin: Generated<string>
  licenseNumber: string
  licenseVerifiedBy: string
  licenseVerifiedAt: Instant | null
  timeZone: string
  retiredAt: Instant | null
  createdBy: string | null
  createdAt: Generated<Instant>
}

interface ExpertLanguageTable {
  expertId: string
  language: OneOf<typeof spokenLanguages>
  proficiency: OneOf<typeof proficiencies>
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
  /** When laying it failed last, for a reason that is nobody's shift; null once it has gone well again. */
  failedAt: Instant | null
  createdBy: string | null
  createdAt: Generated<Instant>
}

/** A day of a pattern that could not be laid: another shift was in the way. */
interface UnlaidShiftTable {
  id: Generated<string>
  patternId: string
  during: During
  reason: OneOf<typeof unlaidReasons>
  foundAt: Instant
  /** Laid after all, or put aside by a coordinator. */
  settledAt: Instant | null
  settledBy: string | null
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

interface DutyTable {
  id: Generated<string>
  expertId: string
  shiftId: string
  startedAt: Instant
  pausedAt: Instant | null
  /** Null: a break of the doctor's own choice, or none. */
  pausedBecause: OneOf<typeof pauseReasons> | null
  endedAt: Instant | null
}

interface AppointmentTable {
  id: Generated<string>
  patientId: string
  accountId: string
  idempotencyKey: string
  expertId: string
  shiftId: string
  specialty: OneOf<typeof specialties>
  during: During
  reason: Generated<string>
  status: Generated<OneOf<typeof appointmentStatuses>>
  createdAt: Generated<Instant>
  cancelledAt: Instant | null
  /** Null where it isn't cancelled, and where nobody has noted who did it. */
  cancelledBy: OneOf<typeof cancellers> | null
}

interface TicketTable {
  id: Generated<string>
  number: Generated<number>
  patientId: string
  accountId: string
  idempotencyKey: string
  appointmentId: string | null
  complaint: string
  redFlags: Generated<OneOf<typeof redFlags>[]>
  /** null: the patient is not sure; a coordinator says, or general practice takes it. */
  specialty: OneOf<typeof specialties> | null
  languages: OneOf<typeof spokenLanguages>[]
  interpreterWanted: Generated<boolean>
  country: string
  urgency: OneOf<typeof urgencies>
  toBeSupplied: Generated<OneOf<typeof supplies>[]>
  status: Generated<OneOf<typeof ticketStatuses>>
  callsMissed: Generated<number>
  leftReason: OneOf<typeof leftReasons> | null
  leftBy: string | null
  /** What a coordinator wrote who ended the place, for the record. */
  leftNote: string | null
  /** What they told the account's owner. */
  leftMessage: string | null
  /** The coordinator who said which specialty it is. */
  triagedBy: string | null
  arrivedAt: Instant
  leftAt: Instant | null
  /** Goes before all others since then: the doctor of a visit under way had gone. */
  firstSince: Instant | null
  /** Waits for the expert who was booked no more since then: that one could not take the patient. */
  releasedAt: Instant | null
}

interface WaitingTable {
  ticketId: string
  patientId: string
  queue: OneOf<typeof queues>
  languages: OneOf<typeof spokenLanguages>[]
  interpreterWanted: boolean
  urgency: OneOf<typeof urgencies>
  triaged: boolean
  /** Arrival less the bonus of the urgency, in microseconds since 1970; smaller goes first. */
  queueKey: number
  arrivedAt: Instant
  /** Not offered to anybody before (a call went unanswered a moment ago, or the pause ends then). */
  notBefore: Instant
  /** Set where the ticket is for one expert only: an appointment. */
  expertId: string | null
  /** The ticket's. */
  firstSince: Instant | null
  /** When the patient said "not now"; null once they are ready. */
  pausedAt: Instant | null
  /** When nobody free was found who may take it though it can't wait: paused doctors and coordinators were alerted. */
  alarmedAt: Instant | null
  /** When the matcher last could not call it; null where it could, or has not tried for a while. */
  stuckAt: Instant | null
}

/** Whom a match calls; the row goes when the patient answers, and the visit begins. */
interface CallTable {
  id: Generated<string>
  ticketId: string
  patientId: string
  expertId: string
  reasons: ColumnType<MatchReason[], string, string>
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
  endReason: OneOf<typeof endReasons> | null
  endedBy: string | null
}

interface ConsultationTable {
  id: Generated<string>
  ticketId: string
  patientId: string
  expertId: string
  status: Generated<OneOf<typeof consultationStatuses>>
  reasons: ColumnType<MatchReason[], string, string>
  matchedAt: Instant
  /** The coordinator who assigned by hand; null where the server matched. */
  matchedBy: string | null
  callUntil: Instant
  roomName: string
  /** Counts the rooms of this consultation: a removal moves everybody else into a new one. */
  roomEpoch: Generated<number>
  startedAt: Instant | null
  endedAt: Instant | null
  endReason: OneOf<typeof endReasons> | null
  endedBy: string | null
  /** By its patient, after the answer. */
  leftAtOnce: Generated<boolean>
}

interface EncounterView extends Selectable<Omit<ConsultationTable, 'status'>> {
  status: OneOf<typeof encounterStatuses>
}

interface AbandonedRoomTable {
  roomName: string
  consultationId: string
  abandonedAt: Instant
  closeAt: Instant
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
  told: OneOf<typeof absentees> | null
  toldSince: Instant | null
  giveBackAt: Instant | null
  /** As told: some page of the doctor is open, and rings. */
  pageOpen: Generated<boolean>
}

interface ParticipantTable {
  id: Generated<string>
  consultationId: string
  idempotencyKey: string | null
  kind: OneOf<typeof participantKinds>
  accountId: string | null
  name: string
  status: OneOf<typeof participantStatuses>
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
  /** The database takes it from the consultation. */
  expertId: GeneratedAlways<string>
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

/** A letter that is to be sent; its row is gone once it has been. */
interface LetterTable {
  id: Generated<string>
  kind: OneOf<typeof letterKinds>
  /** The consultation, ticket or appointment that it tells of. */
  about: string
  /** When that happened. */
  happenedAt: Instant
  askedAt: Instant
  /** When it is to be tried next; while it is being sent, when another process may. */
  sendAt: Instant
  tries: Generated<number>
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
