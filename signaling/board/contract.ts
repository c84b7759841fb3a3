import { type Static, Type } from 'typebox'
import { declareRoutes } from '../declaring.ts'
import {
  Country,
  InstantText,
  MatchReason,
  nullable,
  oneOf,
  QueueName,
  Specialty,
  SpokenLanguage,
  Uuid,
} from '../shapes.ts'
import { openTicketStatuses } from '../vocabulary.ts'
import { RedFlag, Supply, Urgency } from '../waiting-room/contract.ts'

/** What coordinators and doctors read alike of somebody who waits. */
const queued = {
  id: Uuid,
  number: Type.Integer(),
  patientName: Type.String(),
  age: nullable(Type.Integer()),
  complaint: Type.String(),
  redFlags: Type.Array(RedFlag),
  languages: Type.Array(SpokenLanguage),
  urgency: Urgency,
  toBeSupplied: Type.Array(Supply),
  arrivedAt: InstantText,
  timeZone: Type.String(),
}

/** A doctor's: readers are shown the one that they can read. */
const Names = Type.Object({ nameHan: Type.String(), nameLatin: Type.String() })

export const BoardTicket = Type.Object({
  ...queued,
  queue: nullable(QueueName),
  interpreterWanted: Type.Boolean(),
  country: Country,
  status: oneOf(openTicketStatuses),
  callsMissed: Type.Integer(),
  /** When they said "not now". */
  pausedAt: nullable(InstantText),
  /** When nobody free was found though it can't wait: every page of a coordinator rings, and doctors on a break are alerted. */
  alarmedAt: nullable(InstantText),
  /** Minutes until the call, about; null where nobody on duty will, or while it is paused. */
  minutes: nullable(Type.Integer()),
  /** Who may take it instead of its own specialty by now, nearest first. */
  standIns: Type.Array(Specialty),
  /** With whom, once called or in consultation, and why. */
  expertName: nullable(Type.String()),
  /** The same in its parts. Left out and required as `consultationId` is. */
  expert: nullable(Names),
  reasons: Type.Array(MatchReason),
  /**
   * Once called or in consultation: what is ended from here. Left out by a process of the version before, which answers beside this
   * one; required all the same, since no change tells that a key went (`change.ts`).
   */
  consultationId: nullable(Uuid),
  /** How many places its account holds that wait, of those listed: with more than one they can be ended together. */
  waitingOfAccount: Type.Integer(),
  /** In consultation: since when the doctor is not there, from when on the patient is told. */
  doctorGoneSince: nullable(InstantText),
  /** While waiting: since when it goes before all others, because a doctor had gone. */
  firstSince: nullable(InstantText),
  /**
   * While waiting for no booked doctor, and not paused: nobody calls it before then, after missed calls or since a
   * coordinator had ended places of its account. Null where that moment has come.
   */
  restsUntil: nullable(InstantText),
  /** It rests because a coordinator had ended the places of its account, and not after missed calls. */
  restsAfterClearing: Type.Boolean(),
  /** While waiting: why nobody has been matched yet. */
  blocked: nullable(
    oneOf([
      'needsTriage',
      'nobodyOnDuty',
      'noSharedLanguage',
      'allBusy',
      'shiftEndsSoon',
      'calledBackSoon',
      'appointmentDoctorAway',
      'paused',
      'stuck',
    ]),
  ),
})
export type BoardTicket = Static<typeof BoardTicket>

export const BoardDoctor = Type.Object({
  expertId: Uuid,
  nameHan: Type.String(),
  nameLatin: Type.String(),
  specialties: Type.Array(Specialty),
  languages: Type.Array(SpokenLanguage),
  timeZone: Type.String(),
  state: oneOf(['free', 'busy', 'paused', 'onShiftNotOnDuty']),
  shiftEndsAt: InstantText,
  /** Visits held since the shift began. */
  visits: Type.Integer(),
  /**
   * Patients whom they have sent to the triage since then. Left out by a process of the version before, which answers beside this one;
   * required all the same, since no change tells that a key went (`change.ts`).
   */
  sentToTriage: Type.Integer(),
  withTicket: nullable(Type.Integer()),
})
export type BoardDoctor = Static<typeof BoardDoctor>

export const Board = Type.Object({
  at: InstantText,
  /** All who wait; `tickets` holds everybody called or in consultation and the first 500 of these. */
  waiting: Type.Integer(),
  tickets: Type.Array(BoardTicket),
  doctors: Type.Array(BoardDoctor),
  /** Specialties that have nobody on shift at some time in the next 24 h. */
  gaps: Type.Array(Type.Object({ specialty: Specialty, start: InstantText, end: InstantText })),
  /** How many specialties the panel has. Left out by a process of the version before. */
  specialties: Type.Optional(Type.Integer()),
  /** The last visits ended today, newest first. */
  recent: Type.Array(
    Type.Object({
      consultationId: Uuid,
      ticketNumber: Type.Integer(),
      patientName: Type.String(),
      expertName: Type.String(),
      status: oneOf(['finished', 'brokenOff', 'leftAtOnce', 'calledInVain']),
      endedAt: InstantText,
      noteSigned: Type.Boolean(),
      /** `expertName` in its parts. Left out by a process of the version before, which answers beside this one, as `toSign` is. */
      expert: Type.Optional(Names),
      /** Its doctor is asked to sign what was written. */
      toSign: Type.Optional(Type.Boolean()),
    }),
  ),
})
export type Board = Static<typeof Board>

/** How a list becomes the next one, in this order: taken out, put in, changed. `Key` names what tells its items apart. */
export interface ListChange<Item, Key extends keyof Item> {
  readonly gone: readonly Item[Key][]
  /** Each with its place in the next list, ascending. One that has moved is gone, and put in again. */
  readonly put: ReadonlyArray<readonly [place: number, item: Item]>
  /** What of an item is another, with its key. */
  readonly changed: ReadonlyArray<Partial<Item> & Pick<Item, Key>>
}

/** What is new on the board; a part that is as it was is left out. */
export interface BoardChange
  extends Pick<Board, 'at'>, Partial<Pick<Board, 'waiting' | 'gaps' | 'specialties' | 'recent'>> {
  readonly tickets?: ListChange<BoardTicket, 'id'>
  readonly doctors?: ListChange<BoardDoctor, 'expertId'>
}

export const QueuedTicket = Type.Object({
  ...queued,
  /** Nobody calls it before then. Null where that moment has come. */
  notBefore: nullable(InstantText),
  /** Why it would come to this doctor, first reason first. */
  reasons: Type.Array(MatchReason),
})
export type QueuedTicket = Static<typeof QueuedTicket>

export const DoctorQueue = Type.Object({
  tickets: Type.Array(QueuedTicket),
  /** All that stand in this doctor's queues, of which `tickets` are the first. */
  waiting: Type.Integer(),
  /** While this doctor is on a break: who can't wait, in a specialty of theirs of which nobody is free. Their pages ring. */
  alert: nullable(
    Type.Object({ ticketId: Uuid, number: Type.Integer(), specialty: Specialty, urgency: Urgency, since: InstantText }),
  ),
})
export type DoctorQueue = Static<typeof DoctorQueue>

/** What is new in a doctor's queue; a part that is as it was is left out. */
export interface DoctorQueueChange extends Partial<Pick<DoctorQueue, 'waiting' | 'alert'>> {
  readonly tickets?: ListChange<QueuedTicket, 'id'>
}

export const boardApi = declareRoutes({
  'GET /api/board': { summary: 'Who waits, who is on duty, what ended', answer: { 200: Board } },
  'GET /api/doctor-queue': { summary: 'Who would come to me, in order', answer: { 200: DoctorQueue } },
})

/** What can be watched here, and what its snapshot carries. */
export interface BoardTopics {
  board: Board
  [ofExpert: `waitingFor:${string}`]: DoctorQueue
  [wholeOfExpert: `doctorQueue:${string}`]: DoctorQueue
}

/** Topics whose changes carry less than a snapshot. */
export interface BoardChanges {
  board: BoardChange
  [ofExpert: `waitingFor:${string}`]: DoctorQueueChange
}
