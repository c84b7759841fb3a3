import type { Source } from '../../media/carrier.ts'
import type { AccountViewer } from '../access.ts'
import type { Pace } from '../pace.ts'
import type { encounterStatuses, endReasons } from '../vocabulary.ts'
import type { CallInVain, ConsultationErrorCode, EndConsultation, Participant, ParticipantKind } from './contract.ts'

export type EncounterStatus = (typeof encounterStatuses)[number]
export type EndReason = (typeof endReasons)[number]
export type SeatStatus = Participant['status']

/** Whether the patient has not answered, or never did: it has no row of `consultation`. */
export function isCall({ status }: { readonly status: EncounterStatus }): boolean {
  return status === 'called' || status === 'calledInVain'
}

export interface EncounterState {
  readonly status: EncounterStatus
  readonly endReason: EndReason | null
}

export interface Seat {
  readonly kind: ParticipantKind
  readonly status: SeatStatus
}

/** Whether this seat may go into the room now, or why not. */
export function decideEntry({ status, endReason }: EncounterState, seat: Seat): 'enter' | ConsultationErrorCode {
  if (status === 'calledInVain' && (endReason === 'unanswered' || endReason === 'declined')) return 'callOver'
  if (status !== 'called' && status !== 'inProgress') return 'consultationOver'
  const callsFor = seat.kind === 'patient' || seat.kind === 'doctor'
  return seat.status === 'admitted' || (callsFor && seat.status === 'invited') ? 'enter' : 'notAdmitted'
}

export interface EndDecision {
  /** Undefined of a call: it came to nothing. */
  readonly status: 'finished' | 'brokenOff' | undefined
  readonly place: 'finish' | 'return' | 'leave'
  readonly toTriage: boolean
}

/**
 * A visit that was held ends the patient's place; any other gives it back, for another specialty by way of the triage. With a
 * call the place ends only where a coordinator says so.
 */
export function decideEnd(
  status: 'called' | 'inProgress',
  { reason, requeue }: EndConsultation,
  role: AccountViewer['role'],
): EndDecision {
  if (status === 'called' && !requeue && role === 'coordinator') {
    return { status: undefined, place: 'leave', toTriage: false }
  }
  if (status === 'inProgress' && !requeue) return { status: 'finished', place: 'finish', toTriage: false }
  const brokenOff = status === 'inProgress' ? 'brokenOff' : undefined
  return { status: brokenOff, place: 'return', toTriage: reason === 'wrongSpecialty' }
}

/** How a doctor's last call came to nothing; null where it did not, or where whoever called it off knows. */
export function decideCallInVain(call: {
  readonly answered: boolean
  readonly leftAtOnce: boolean
  readonly endReason: EndReason | null
  readonly waits: boolean
}): CallInVain | null {
  if (call.leftAtOnce) return 'leftAtOnce'
  if (call.answered || (call.endReason !== 'unanswered' && call.endReason !== 'declined')) return null
  if (!call.waits) return 'placeEnded'
  return call.endReason === 'declined' ? 'notNow' : 'unanswered'
}

export type SeatChange = 'ask' | 'admit' | 'refuse' | 'remove'

/**
 * What becomes of a seat, `unchanged` where it is so already (a command sent twice), or why it can't be. Those whom the
 * visit is about and who holds it are not sent away: such a visit is ended.
 */
export function decideSeat(
  seat: Seat,
  change: SeatChange,
): { readonly status: SeatStatus } | 'unchanged' | 'notFound' | 'notAsking' {
  if (seat.kind === 'patient' || seat.kind === 'doctor') return 'notFound'
  const gone = seat.status === 'refused' || seat.status === 'removed'
  switch (change) {
    case 'ask':
      if (gone) return 'notFound'
      return seat.status === 'invited' ? { status: 'asking' } : 'unchanged'
    case 'admit':
      if (seat.status === 'admitted') return 'unchanged'
      return seat.status === 'asking' ? { status: 'admitted' } : 'notAsking'
    case 'refuse':
      if (gone) return 'unchanged'
      return seat.status === 'admitted' ? 'notAsking' : { status: 'refused' }
    case 'remove':
      return gone ? 'unchanged' : { status: 'removed' }
  }
}

/** Knocks with one link that wait for the doctor's answer: as many as a notice can show. */
export const knocksAtOnce = 5
/** Browsers that ever knock with one link. A family has a few; a link that went round is to be made anew. */
export const knocksOfALink = 20

interface Link {
  readonly status: SeatStatus
  readonly linkClosedAt: Temporal.Instant | null
}

/** What becomes of a browser that knocks with a link for the first time, given the seats knocked for with it before. */
export function decideKnock(
  { status, linkClosedAt }: Link,
  knocks: readonly Seat[],
): 'takeSeat' | 'addSeat' | 'linkBusy' | 'linkInvalid' {
  if (linkClosedAt !== null || knocks.length >= knocksOfALink) return 'linkInvalid'
  if (knocks.length === 0) return status === 'invited' ? 'takeSeat' : 'linkInvalid'
  return knocks.filter((seat) => seat.status === 'asking').length < knocksAtOnce ? 'addSeat' : 'linkBusy'
}

/**
 * The name that a guest gives, told apart from everybody's who is there: a number follows one that looks the same.
 * @param called what the doctor calls them, for who gives none
 */
export function nameApart(said: string, called: string, taken: readonly string[]): string {
  // Signs that turn the direction of what follows could make a name read as another.
  const clean = said.replace(/[\p{Cc}\p{Bidi_Control}]+/gu, ' ').trim()
  const name = looksOf(clean) === '' ? called : clean
  const looks = new Set(taken.map(looksOf))
  let apart = name
  for (let count = 2; looks.has(looksOf(apart)); count += 1) apart = `${name} (${count})`
  return apart
}

/** Without what nobody sees, and without what few tell apart: width, case, blanks. */
function looksOf(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\p{Default_Ignorable_Code_Point}\s]/gu, '')
    .toLowerCase()
}

/** Whether an expert may be invited, given the seat they have had in this visit. */
export function decideInvitation(seat: Seat | undefined): 'invite' | 'inviteAgain' | 'alreadyInvited' {
  if (seat === undefined) return 'invite'
  return seat.status === 'refused' || seat.status === 'removed' ? 'inviteAgain' : 'alreadyInvited'
}

/** Two who meet and four more; the carrier's rooms hold eight, so that a dead connection not yet noticed keeps nobody out. */
export const seatLimit = 6

export function publishes(kind: ParticipantKind): readonly Source[] {
  return kind === 'doctor' || kind === 'expert' ? ['microphone', 'camera', 'screen'] : ['microphone', 'camera']
}

interface RoomToClose {
  readonly abandonedAt: Temporal.Instant
}

/**
 * After the second of these a minted token opens the room no more (a minute, and one more for clocks that differ); after
 * the last neither does one that the carrier handed to a connected client.
 */
const closeAgainAfter = [{ minutes: 2 }, { minutes: 12 }] as const

/** When a room that has just been closed is to be closed again; undefined once nobody can hold a token for it. */
export function nextClosing({ abandonedAt }: RoomToClose, now: Temporal.Instant): Temporal.Instant | undefined {
  return closeAgainAfter
    .map((after) => abandonedAt.add(after))
    .find((instant) => Temporal.Instant.compare(instant, now) > 0)
}

/** What one seat may write: in a minute, a line every two seconds. Nobody reads faster. */
export const chatPace: Pace = { times: 30, seconds: 60 }
