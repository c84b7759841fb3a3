import { type Static, Type } from 'typebox'
import { declareRoutes } from '../declaring.ts'
import { ExpertLine } from '../panel/contract.ts'
import {
  closed,
  Country,
  IdempotencyKey,
  InstantText,
  Locale,
  MatchReason,
  nullable,
  oneOf,
  QueueName,
  Specialty,
  SpokenLanguage,
  Uuid,
} from '../shapes.ts'
import { longestRemark, longestText } from '../text-limits.ts'
import { encounterStatuses, leftReasons, redFlags, supplies, ticketStatuses, urgencies } from '../vocabulary.ts'

export const RedFlag = oneOf(redFlags)
export type RedFlag = Static<typeof RedFlag>

export const Supply = oneOf(supplies)
export type Supply = Static<typeof Supply>

export const Urgency = oneOf(urgencies)
export type Urgency = Static<typeof Urgency>

export const NewTicket = closed({
  idempotencyKey: IdempotencyKey,
  patientId: Uuid,
  complaint: Type.String({ minLength: 1, maxLength: longestText }),
  redFlags: Type.Array(RedFlag, { uniqueItems: true }),
  /** null: not sure. */
  specialty: nullable(Specialty),
  languages: Type.Array(SpokenLanguage, { minItems: 1, uniqueItems: true }),
  interpreterWanted: Type.Boolean(),
  country: Country,
  toBeSupplied: Type.Array(Supply, { uniqueItems: true }),
  /** An arrived appointment. */
  appointmentId: Type.Optional(Uuid),
})
export type NewTicket = Static<typeof NewTicket>

export const Ticket = Type.Object({
  id: Uuid,
  number: Type.Integer(),
  patientId: Uuid,
  patientName: Type.String(),
  complaint: Type.String(),
  redFlags: Type.Array(RedFlag),
  specialty: nullable(Specialty),
  languages: Type.Array(SpokenLanguage),
  interpreterWanted: Type.Boolean(),
  country: Country,
  urgency: Urgency,
  toBeSupplied: Type.Array(Supply),
  status: oneOf(ticketStatuses),
  leftReason: nullable(oneOf(leftReasons)),
  /** What the coordinator who ended it tells the owner. Left out by a process of the version before, which answers beside this one. */
  leftMessage: Type.Optional(nullable(Type.String())),
  callsMissed: Type.Integer(),
  arrivedAt: InstantText,
  /** While waiting: when they said "not now". They aren't called, and keep their place, until they say that they are ready. */
  pausedAt: nullable(InstantText),
  /** While waiting, and not paused: nobody calls them before then. Null where that moment has come. */
  notBefore: nullable(InstantText),
  /**
   * While nobody calls them yet: because a coordinator had ended the places of their account, and not because calls came to nothing.
   * Left out by a process of the version before, which answers beside this one.
   */
  restsAfterClearing: Type.Optional(Type.Boolean()),
  /** While waiting: for the doctor they booked, and for no other. */
  waitsForBooked: Type.Boolean(),
  /** While waiting for what can't wait: who may take it instead of its own specialty, nearest first, and from when on. */
  widening: nullable(Type.Object({ at: InstantText, standIns: Type.Array(Specialty) })),
  /** While waiting: the queue it stands in and its key there (an integer, microseconds; smaller goes first). */
  queue: nullable(QueueName),
  queueKey: nullable(Type.Number()),
  /** While waiting: which of the queue's lines it stands in. */
  line: nullable(Type.String()),
  /** Goes before all others since then: the doctor of a visit under way had gone. */
  firstSince: nullable(InstantText),
  appointmentId: nullable(Uuid),
  /** It was cancelled; the place stays. Left out by a process of the version before, which answers beside this one. */
  appointmentCancelled: Type.Optional(Type.Boolean()),
  /**
   * While waiting: what of it has ended last, where staff ended it. Done: that a coordinator ended its visit. Left out by a process of
   * the version before, which answers beside this one.
   */
  endedByStaff: Type.Optional(
    nullable(Type.Object({ what: oneOf(['call', 'visit']), by: oneOf(['doctor', 'coordinator']) })),
  ),
  /** Once called: with whom, why, and until when to answer. */
  call: nullable(
    Type.Object({
      consultationId: Uuid,
      status: oneOf(encounterStatuses),
      callUntil: InstantText,
      /** 1, 2 or 3: the third unanswered call ends the place. */
      callNumber: Type.Integer(),
      expert: ExpertLine,
      reasons: Type.Array(MatchReason),
      /** The patient has left the visit at once, and nothing is written. Left out by a process of the version before, which answers beside this one. */
      leftAtOnce: Type.Optional(Type.Boolean()),
    }),
  ),
})
export type Ticket = Static<typeof Ticket>

/** A place that the account takes now, without a booking. */
export interface NextPlace {
  /** It is kept, and nobody calls it before then; null where it is called in turn. */
  readonly notBefore: string | null
}

/** What everybody in a queue shares. Whoever has said "not now" is not counted. */
export const QueueFigures = Type.Object({ waiting: Type.Integer(), urgent: Type.Integer() })
export type QueueFigures = Static<typeof QueueFigures>

/** Those of a queue whom the same doctors may take (`Ticket.line`), and when they are called. */
export const QueueLine = Type.Object({
  line: Type.String(),
  /** Doctors on duty and not on a break who may take these: they share a language and have time left. */
  doctors: Type.Integer(),
  /** From this key on, up to the next one's: minutes until the call, about; null where nobody on duty will. Ascending. */
  steps: Type.Array(Type.Tuple([Type.Number(), nullable(Type.Integer())])),
  /** When somebody who may take these, and is not on duty, is on shift next. */
  nextAt: nullable(InstantText),
  /** Somebody who may take these is on a break, with time left. Left out otherwise, and by a process of the version before. */
  onBreak: Type.Optional(Type.Boolean()),
})
export type QueueLine = Static<typeof QueueLine>

/** Snapshot of `queue:…` for the watcher's key. */
export const QueuePlace = Type.Object({
  /** The watcher's; null for one who watched without. */
  key: nullable(Type.Number()),
  figures: QueueFigures,
  ahead: Type.Integer(),
  /** Of those ahead, how many because they are more urgent though they came later. */
  aheadByUrgency: Type.Integer(),
  /** All of the queue's: somebody may hold several places in it. */
  lines: Type.Array(QueueLine),
})
export type QueuePlace = Static<typeof QueuePlace>

/**
 * One frame for everybody: the keys that came and went, and the lines in which something else is said; each client moves its
 * own place by the keys smaller than its own, and finds its own line.
 */
export const QueueDelta = Type.Object({
  figures: QueueFigures,
  left: Type.Array(Type.Number()),
  entered: Type.Array(Type.Number()),
  lines: Type.Array(QueueLine),
})
export type QueueDelta = Static<typeof QueueDelta>

/**
 * When somebody routine who came now would be called, for each language in which anybody could see them; whoever speaks several
 * is called by the soonest of them.
 */
export const ByLanguage = Type.Array(
  Type.Object({
    language: SpokenLanguage,
    /** About; null where nobody on duty will. */
    minutes: nullable(Type.Integer()),
    nextAt: nullable(InstantText),
    /** As in a queue's line. */
    onBreak: Type.Optional(Type.Boolean()),
  }),
)
export type ByLanguage = Static<typeof ByLanguage>

export const Outlook = Type.Object({
  /** Not on a break. */
  onDuty: Type.Integer(),
  /** On a break, and not gone from a visit. Left out by a process of the version before, which answers beside this one. */
  onBreak: Type.Optional(Type.Integer()),
  free: Type.Integer(),
  waiting: Type.Integer(),
  /** For those who don't know the specialty. */
  unsure: ByLanguage,
  specialties: Type.Array(
    Type.Object({ specialty: Specialty, onDuty: Type.Integer(), waiting: Type.Integer(), by: ByLanguage }),
  ),
})
export type Outlook = Static<typeof Outlook>

export const LeaveTicket = closed({ note: Type.Optional(Type.String({ maxLength: longestRemark })) })
export const Triage = closed({ specialty: Specialty, urgency: Urgency })
export type Triage = Static<typeof Triage>
/** General practice sees everybody; another specialty is a coordinator's to say. */
export const MoveTicket = closed({ specialty: oneOf(['generalPractice']) })
export type MoveTicket = Static<typeof MoveTicket>

/** The places that the account of a ticket holds, before they are ended together. */
export const AccountPlaces = Type.Object({
  /** In which the account's owner reads. */
  locale: Locale,
  waiting: Type.Array(Type.Object({ number: Type.Integer(), patientName: Type.String() })),
  /** Being called or in a visit: these are left alone. */
  inHand: Type.Integer(),
})
export type AccountPlaces = Static<typeof AccountPlaces>

export const ClearPlaces = closed({
  /** The account's owner reads it. */
  reason: Type.String({ minLength: 1, maxLength: longestRemark, pattern: '\\S' }),
})
export type ClearPlaces = Static<typeof ClearPlaces>

export const ClearedPlaces = Type.Object({
  /** None where none of them waits any more. */
  ended: Type.Integer(),
  /** Being called or in a visit. */
  leftAlone: Type.Integer(),
})
export type ClearedPlaces = Static<typeof ClearedPlaces>

export const waitingRoomApi = declareRoutes({
  'GET /api/outlook': {
    summary: 'How many doctors are on duty and how long one waits',
    answer: { 200: Outlook },
  },
  'POST /api/tickets': {
    summary: 'Take a place for a patient',
    body: NewTicket,
    answer: { 201: Ticket },
    refuses: {
      409: [
        'alreadyWaiting',
        'tooManyPatientsWaiting',
        'appointmentNotBooked',
        'appointmentOver',
        'appointmentTooEarly',
      ],
      429: ['tooManyPlaces'],
    },
  },
  'GET /api/tickets': { summary: "The places one's patients hold", answer: { 200: Type.Array(Ticket) } },
  'GET /api/tickets/:id': { summary: 'One place', answer: { 200: Ticket } },
  'POST /api/tickets/:id/leave': { summary: 'Give a place up', body: LeaveTicket, answer: { 200: Ticket } },
  'POST /api/tickets/:id/ready': {
    summary: 'Be called again after "not now" or a missed call',
    answer: { 200: Ticket },
  },
  'POST /api/tickets/:id/move': {
    summary: 'Go to general practice instead',
    body: MoveTicket,
    answer: { 200: Ticket },
  },
  'POST /api/tickets/:id/triage': {
    summary: 'Say which specialty it is for, and how urgent',
    body: Triage,
    answer: { 200: Ticket },
  },
  'GET /api/tickets/:id/places': {
    summary: "All places that a ticket's account holds",
    answer: { 200: AccountPlaces },
  },
  /** Those that wait. Sent again, it ends none: the first one did it. */
  'POST /api/tickets/:id/places/clear': {
    summary: "End all places that a ticket's account holds",
    body: ClearPlaces,
    answer: { 200: ClearedPlaces },
  },
  'POST /api/tickets/:id/call': { summary: 'Offer it again at once', answer: { 200: Ticket } },
})

/** What can be watched here, and what its snapshot carries. */
export interface WaitingRoomTopics {
  outlook: Outlook
  [ofQueue: `queue:${string}`]: QueuePlace
  [ofTicket: `ticket:${string}`]: Ticket
  [ofAccount: `tickets:${string}`]: Ticket[]
  [ofAccount: `nextPlace:${string}`]: NextPlace
}

/** Topics whose changes carry less than a snapshot. */
export interface WaitingRoomChanges {
  [ofQueue: `queue:${string}`]: QueueDelta
}

export type WaitingRoomErrorCode =
  | 'alreadyWaiting'
  | 'tooManyPatientsWaiting'
  | 'tooManyPlaces'
  | 'ticketNotWaiting'
  | 'appointmentTooEarly'
  | 'appointmentNotBooked'
