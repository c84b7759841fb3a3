import { type Static, Type } from 'typebox'
import { declareRoutes, Done } from '../declaring.ts'
import { ExpertLine } from '../panel/contract.ts'
import {
  closed,
  IdempotencyKey,
  InstantText,
  MatchReason,
  nullable,
  oneOf,
  Specialty,
  SpokenLanguage,
  Uuid,
} from '../shapes.ts'
import { longestName, longestText } from '../text-limits.ts'
import {
  absentees,
  consultationStatuses,
  encounterStatuses,
  endReasons,
  genders,
  participantKinds,
  participantStatuses,
  relationships,
  roles,
} from '../vocabulary.ts'
import { RedFlag, Supply, Urgency } from '../waiting-room/contract.ts'

export const ParticipantKind = oneOf(participantKinds)
export type ParticipantKind = Static<typeof ParticipantKind>

export const Participant = Type.Object({
  id: Uuid,
  kind: ParticipantKind,
  name: Type.String(),
  /** Of doctors and experts: the name in Latin letters. Left out by a process of the version before, which answers beside this one. */
  nameLatin: Type.Optional(nullable(Type.String())),
  status: oneOf(participantStatuses),
  /** Of guests: the link they came by, the same for all who came by it; null once it is closed, and of everybody else. */
  openLink: nullable(Uuid),
  /** As many browsers have knocked with the link made for this seat as ever may: it opens to nobody else, and nobody has closed it. */
  linkUsedUp: Type.Boolean(),
})
export type Participant = Static<typeof Participant>

export const Message = Type.Object({
  id: Uuid,
  participantId: Uuid,
  senderName: Type.String(),
  senderKind: ParticipantKind,
  body: Type.String(),
  sentAt: InstantText,
  /**
   * The key with which it was sent, by which its writer's page knows its own. No secret: each writer's keys count for themselves.
   * Left out by a process of the version before, which answers beside this one.
   */
  idempotencyKey: Type.Optional(IdempotencyKey),
})
export type Message = Static<typeof Message>

/** A stretch of a conversation, oldest first. */
export const MessagePage = Type.Object({
  messages: Type.Array(Message),
  /** Whether something was written before. */
  hasEarlier: Type.Boolean(),
})
export type MessagePage = Static<typeof MessagePage>

/** What a change of `conversation:ID` brings, oldest first: to be put behind what is there. */
export interface NewMessages {
  readonly messages: readonly Message[]
}

/** `before`: a message of the conversation; what was written before it is asked for. */
export const MessageQuery = closed({ before: Type.Optional(Uuid) })
export type MessageQuery = Static<typeof MessageQuery>

/**
 * Somebody who has been gone from the room of a visit under way for a minute or more; what the carrier can't tell is nobody's
 * absence. After five minutes without the doctor the server ends the visit (`doctorGone`), the patient stands first in the
 * queue, and the doctor's duty is paused.
 */
export const Absence = Type.Object({
  kind: oneOf(absentees),
  since: InstantText,
  /** For the doctor: when the visit ends and the patient stands first in the queue, unless a sign of theirs comes before. */
  giveBackAt: nullable(InstantText),
  /** For the doctor: a page of theirs is open, and rings. */
  pageOpen: Type.Boolean(),
})
export type Absence = Static<typeof Absence>

export const Consultation = Type.Object({
  id: Uuid,
  ticketId: Uuid,
  ticketNumber: Type.Integer(),
  status: oneOf(encounterStatuses),
  matchedAt: InstantText,
  callUntil: InstantText,
  startedAt: nullable(InstantText),
  endedAt: nullable(InstantText),
  endReason: nullable(oneOf(endReasons)),
  /** The role of who ended it; null: it is open, or nobody did. Left out by a process of the version before, which answers beside this one. */
  endedBy: Type.Optional(nullable(oneOf(roles))),
  /** The patient has left at once, and nothing is written. Left out by a process of the version before, which answers beside this one. */
  leftAtOnce: Type.Optional(Type.Boolean()),
  /** Greater than the Entry's: the room one came into is gone, enter again. */
  roomEpoch: Type.Integer(),
  /** null: nobody is missing, or it is not known. */
  absence: nullable(Absence),
  reasons: Type.Array(MatchReason),
  patient: Type.Object({
    id: Uuid,
    name: Type.String(),
    birthDate: nullable(Type.String()),
    gender: oneOf(genders),
    relationship: oneOf(relationships),
    timeZone: Type.String(),
    country: Type.String(),
  }),
  expert: ExpertLine,
  complaint: Type.String(),
  redFlags: Type.Array(RedFlag),
  urgency: Urgency,
  specialty: nullable(Specialty),
  languages: Type.Array(SpokenLanguage),
  toBeSupplied: Type.Array(Supply),
  participants: Type.Array(Participant),
  /** The viewer's own seat; null for one who only reads. */
  ownParticipantId: nullable(Uuid),
  /** Whether the note has been signed, so that the patient can read the advice. */
  noteSigned: Type.Boolean(),
})
export type Consultation = Static<typeof Consultation>

export const ConsultationSummary = Type.Object({
  id: Uuid,
  status: oneOf(consultationStatuses),
  patientId: Uuid,
  patientName: Type.String(),
  expert: ExpertLine,
  specialty: nullable(Specialty),
  matchedAt: InstantText,
  startedAt: nullable(InstantText),
  endedAt: nullable(InstantText),
  /** Null where nobody has. Left out by a process of the version before, which answers beside this one. */
  endedBy: Type.Optional(nullable(oneOf(roles))),
  noteSigned: Type.Boolean(),
})
export type ConsultationSummary = Static<typeof ConsultationSummary>

/**
 * How a call came to nothing. `notNow`: the patient asked to be called later; `placeEnded`: they don't wait any longer; `leftAtOnce`: they
 * answered, and left.
 */
export const CallInVain = oneOf(['unanswered', 'notNow', 'placeEnded', 'leftAtOnce'])
export type CallInVain = Static<typeof CallInVain>

export const CurrentConsultation = Type.Object({
  consultation: nullable(Consultation),
  /** Held, or broken off with something written; ended, and the note is not signed yet. The latest first. */
  unsigned: Type.Array(ConsultationSummary),
  /** Of the last call; null while one is open, where it became a visit, and where doctor or coordinator called it off. */
  inVain: nullable(CallInVain),
  /**
   * How the last call or visit ended: whether its patient had answered, and who ended it, null where it was nobody. Null while one is open,
   * and before the first. Left out by a process of the version before, which answers beside this one.
   */
  lastEnd: Type.Optional(nullable(Type.Object({ id: Uuid, answered: Type.Boolean(), by: nullable(oneOf(roles)) }))),
  /** They have been retired or disabled, and are signed out when this visit ends: its note is to be signed before. */
  leaving: Type.Boolean(),
})
export type CurrentConsultation = Static<typeof CurrentConsultation>

/** An open visit to which this expert is invited, and how far they have come. */
export const Invitation = Type.Interface([ConsultationSummary], { participant: Participant })
export type Invitation = Static<typeof Invitation>

/** The way into the room: good for a minute, for this room and person only. */
export const Entry = Type.Object({
  url: Type.String(),
  token: Type.String(),
  participantId: Uuid,
  /** Seconds for which the token opens the room. */
  validSeconds: Type.Integer(),
  roomEpoch: Type.Integer(),
})
export type Entry = Static<typeof Entry>

export const NewMessage = closed({
  idempotencyKey: IdempotencyKey,
  body: Type.String({ minLength: 1, maxLength: longestText }),
})
export type NewMessage = Static<typeof NewMessage>

export const Invite = closed({
  idempotencyKey: IdempotencyKey,
  kind: oneOf(['expert', 'interpreter', 'relative']),
  /** An expert of the panel; not for the others. */
  expertId: Type.Optional(Uuid),
  /** What the doctor calls an interpreter or relative. */
  name: Type.Optional(Type.String({ minLength: 1, maxLength: longestName })),
})
export type Invite = Static<typeof Invite>

export const Invited = Type.Object({
  participant: Participant,
  /** For interpreters and relatives: the signed link to send; null for an expert, who is told on their own screen. */
  link: nullable(Type.String()),
})
export type Invited = Static<typeof Invited>

export const EndConsultation = closed({
  reason: oneOf(['completed', 'patientLeft', 'technical', 'wrongSpecialty', 'emergency', 'other']),
  /** Put the ticket back where it stood (its key kept): the visit did not happen. */
  requeue: Type.Boolean(),
  /** Stop the call: refused once the patient has answered. */
  callOnly: Type.Optional(Type.Boolean()),
})
export type EndConsultation = Static<typeof EndConsultation>

export const LeaveConsultation = closed({
  /** Where the doctor never came or has gone: back into the queue, before all others. */
  waitAgain: Type.Boolean(),
})
export type LeaveConsultation = Static<typeof LeaveConsultation>

export const VideoAddress = Type.Object({ url: Type.String() })
export type VideoAddress = Static<typeof VideoAddress>

/**
 * A removal moves everybody else into a new room: the carrier disconnects them, and `roomEpoch` is greater than that of the
 * Entry they came in with. Whoever sees either enters again, which answers the way into the new room.
 */
export const consultationsApi = declareRoutes({
  /** Of one's patients, or held by oneself. */
  'GET /api/consultations': { summary: 'My past visits', answer: { 200: Type.Array(ConsultationSummary) } },
  'GET /api/consultations/current': {
    summary: 'The call or the visit I hold, and the notes that await me',
    answer: { 200: CurrentConsultation },
  },
  'GET /api/consultations/invitations': { summary: 'Visits I am invited to', answer: { 200: Type.Array(Invitation) } },
  'GET /api/consultations/:id': { summary: 'One visit', answer: { 200: Consultation } },
  /**
   * Commits the admission, and only then mints a token of the video. The patient's answers the call; the doctor's is allowed
   * from the call on. Where the carrier is out of reach the admission is kept: try again.
   */
  'POST /api/consultations/:id/enter': {
    summary: 'Answer the call, or come (back) in',
    answer: { 200: Entry },
    refuses: { 409: ['notAdmitted', 'callOver', 'consultationNotOpen'], 503: ['videoUnavailable'] },
  },
  /** The place is kept, as for an unanswered call. */
  'POST /api/consultations/:id/decline': { summary: 'Not now: wait on', answer: { 204: Done } },
  'POST /api/consultations/:id/leave': {
    summary: 'As the patient, leave for good',
    body: LeaveConsultation,
    answer: { 200: Consultation },
    refuses: { 409: ['doctorNotGone'] },
  },
  'GET /api/consultations/:id/messages': {
    summary: 'What was written, the last or before a message',
    query: MessageQuery,
    answer: { 200: MessagePage },
  },
  'POST /api/consultations/:id/messages': {
    summary: 'Write to the others',
    body: NewMessage,
    answer: { 201: Message },
    refuses: { 409: ['notAdmitted'], 429: ['writeSlower'] },
  },
  'POST /api/consultations/:id/participants': {
    summary: 'Invite an expert, interpreter or relative',
    body: Invite,
    answer: { 201: Invited },
    refuses: { 400: ['inviteNeedsExpert', 'inviteNeedsName'], 409: ['roomFull', 'alreadyInvited'] },
  },
  /** They enter once `participant.status` is admitted. */
  'POST /api/consultations/:id/ask': { summary: 'As an invited expert, ask to come in', answer: { 200: Invitation } },
  'POST /api/consultations/:id/participants/:participantId/admit': {
    summary: 'Let somebody in',
    answer: { 200: Consultation },
    refuses: { 409: ['notAsking', 'roomFull'] },
  },
  'POST /api/consultations/:id/participants/:participantId/refuse': {
    summary: 'Turn somebody away',
    answer: { 200: Consultation },
    refuses: { 409: ['notAsking', 'roomFull'] },
  },
  'POST /api/consultations/:id/participants/:participantId/remove': {
    summary: 'Put somebody out',
    answer: { 200: Consultation },
    refuses: { 409: ['notAsking', 'roomFull'] },
  },
  /** Nobody else can knock with it, and whoever knocks is turned away. Who was let in stays. */
  'POST /api/consultations/:id/links/:linkId/close': {
    summary: 'Close a link that is in the wrong hands',
    answer: { 200: Consultation },
  },
  /** By the doctor, or by a coordinator where the doctor is gone. */
  'POST /api/consultations/:id/end': {
    summary: 'End the visit for everybody',
    body: EndConsultation,
    answer: { 200: Consultation },
    refuses: { 409: ['callAnswered', 'callOver'] },
  },
  /** Where a device check looks whether video can come through; no secret. */
  'GET /api/video': { summary: 'Where the video comes from', answer: { 200: VideoAddress } },
})

/** What can be watched here, and what its snapshot carries. */
export interface ConsultationTopics {
  [ofConsultation: `consultation:${string}`]: Consultation
  [ofConsultation: `conversation:${string}`]: MessagePage
  [ofExpert: `currentConsultation:${string}`]: CurrentConsultation
  [ofExpert: `invitations:${string}`]: Invitation[]
}

/** Topics whose changes carry less than a snapshot. */
export interface ConsultationChanges {
  [ofConsultation: `conversation:${string}`]: NewMessages
}

export type ConsultationErrorCode =
  | 'consultationOver'
  | 'consultationNotStarted'
  | 'consultationNotOpen'
  | 'callOver'
  | 'callAnswered'
  | 'doctorNotGone'
  | 'notAdmitted'
  | 'writeSlower'
  | 'notAsking'
  | 'alreadyInvited'
  | 'inviteNeedsExpert'
  | 'inviteNeedsName'
  | 'linkInvalid'
  | 'linkBusy'
  | 'roomFull'
