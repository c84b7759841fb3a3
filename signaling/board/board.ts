import type { Reading } from '../dependencies.ts'
import { findGaps } from '../roster/rules.ts'
import { isWidened, type WaitingTicket } from '../waiting-room/rules/eligibility.ts'
import { minutesIn } from '../waiting-room/figures.ts'
import { type Prospects, readProspects } from '../waiting-room/forecasting.ts'
import { lineOf } from '../waiting-room/rules/lines.ts'
import type { PanelDoctor } from '../waiting-room/reading.ts'
import { standInsOf, widensAt } from '../waiting-room/rules/widening.ts'
import { whyBlocked } from './blocked.ts'
import {
  type BoardRow,
  countSentToTriage,
  findBoardRows,
  findCover,
  findOnShiftNotOnDuty,
  findRecent,
  type OnShift,
  type RecentRow,
} from './board-store.ts'
import type { Board, BoardDoctor, BoardTicket } from './contract.ts'
import { describeQueued } from './queued.ts'

/**
 * Owns: no table.
 * Reads: `ticket`, `waiting`, `encounter`, `presence`, `note`, `duty`, `shift`, `expert` with its languages, `patient`, `account`.
 * Raises: nothing. Topics: `board`, `waitingFor:EXPERT_ID`, which is announced as `doctorQueue:EXPERT_ID`, its form in the version before.
 * Reacts to: `dutyNews`, `placeNews`, `absenceNews`, `signatureNews`.
 */

/** Waiting tickets on the board; with more than these the list is no longer what a coordinator works from. */
const boardTickets = 500
const recentVisits = 20

/** Everything the coordinator works from. */
export async function readBoard(dependencies: Reading): Promise<Board> {
  const { db, clock } = dependencies
  const now = clock.now()
  // Of whole minutes, so that a gap is the same from one look to the next.
  const minute = now.round({ smallestUnit: 'minute', roundingMode: 'floor' })
  const nextDay = { start: minute, end: minute.add({ hours: 24 }) }
  const [rows, notOnDuty, sentToTriage, cover, recent, prospects] = await Promise.all([
    findBoardRows(db, boardTickets, now),
    findOnShiftNotOnDuty(db, now),
    countSentToTriage(db),
    findCover(db, nextDay),
    findRecent(db, now.subtract({ hours: 24 }), recentVisits),
    readProspects(dependencies),
  ])
  const { present, waiting } = prospects
  const findProspect = prospectFinder(prospects, now)
  return {
    at: now.toString(),
    waiting: Object.values(waiting).reduce((sum, count) => sum + count, 0),
    tickets: rows.map((row) => describeTicket(row, findProspect, now)),
    doctors: describeDoctors(present, notOnDuty, sentToTriage),
    gaps: cover.flatMap(({ specialty, shifts }) =>
      findGaps(shifts, nextDay).map(({ start, end }) => ({ specialty, start: start.toString(), end: end.toString() })),
    ),
    specialties: cover.length,
    recent: recent.map(describeRecent),
  }
}

type FindProspect = (ticket: WaitingTicket) => Pick<BoardTicket, 'blocked' | 'minutes'>

/** What a ticket waits for, and how long. Found once for all that are alike: hundreds of tickets stand before thousands of doctors. */
function prospectFinder({ lines, forecast, present }: Prospects, now: Temporal.Instant): FindProspect {
  const steps = new Map(lines.map((line) => [`${line.queue} ${line.name}`, forecast.lines.get(line)?.steps ?? []]))
  const found = new Map<string, BoardTicket['blocked']>()
  return (ticket) => {
    const line = `${ticket.queue} ${lineOf(ticket, now)}`
    const isEarly = Temporal.Instant.compare(ticket.notBefore, now) > 0
    const alike = `${line} ${String(isEarly)} ${String(isWidened(ticket, now))}`
    const blocked = found.has(alike) ? (found.get(alike) ?? null) : whyBlocked(ticket, present, now)
    found.set(alike, blocked)
    return { blocked, minutes: minutesIn(steps.get(line) ?? [], ticket.queueKey) }
  }
}

function describeTicket(row: BoardRow, findProspect: FindProspect, now: Temporal.Instant): BoardTicket {
  const { interpreterWanted, country, status, callsMissed, consultationId, queue, waitingOfAccount } = row
  const { nameHan, nameLatin } = row
  const expert = nameHan === null || nameLatin === null ? null : { nameHan, nameLatin }
  return {
    ...describeQueued(row, now),
    queue,
    interpreterWanted,
    country,
    status,
    callsMissed,
    expertName: expert && bothNames(expert),
    expert,
    consultationId,
    waitingOfAccount,
    reasons: row.reasons ?? [],
    doctorGoneSince: row.doctorGoneSince?.toString() ?? null,
    firstSince: row.firstSince?.toString() ?? null,
    pausedAt: row.pausedAt?.toString() ?? null,
    alarmedAt: row.alarmedAt?.toString() ?? null,
    restsUntil: restsUntil(row, now),
    restsAfterClearing: row.restsAfterClearing,
    ...describeWaiting(row, findProspect, now),
  }
}

function restsUntil({ notBefore, expertId, pausedAt }: BoardRow, now: Temporal.Instant): BoardTicket['restsUntil'] {
  if (notBefore === null || expertId !== null || pausedAt !== null) return null
  return Temporal.Instant.compare(notBefore, now) > 0 ? notBefore.toString() : null
}

function describeWaiting(
  row: BoardRow,
  findProspect: FindProspect,
  now: Temporal.Instant,
): Pick<BoardTicket, 'blocked' | 'standIns' | 'minutes'> {
  const { queue, queueKey, notBefore, triaged } = row
  if (queue === null || queueKey === null || notBefore === null || triaged === null) {
    return { blocked: null, standIns: [], minutes: null }
  }
  const ticket = { ...row, ticketId: row.id, queue, queueKey, notBefore, triaged }
  const at = widensAt(ticket)
  return {
    ...describeProspect(row, findProspect(ticket)),
    standIns: at === undefined || Temporal.Instant.compare(at, now) > 0 ? [] : [...standInsOf(ticket, now)],
  }
}

/** A place may say of itself why it waits; else it is the doctors that it waits for. */
function describeProspect(
  { pausedAt, stuckAt }: BoardRow,
  prospect: ReturnType<FindProspect>,
): ReturnType<FindProspect> {
  if (pausedAt !== null) return { blocked: 'paused', minutes: null }
  return stuckAt === null ? prospect : { blocked: 'stuck', minutes: null }
}

/** Names each doctor once. The two lists are read beside each other: who goes off duty in between may be in both. */
export function describeDoctors(
  onDuty: readonly PanelDoctor[],
  notOnDuty: readonly OnShift[],
  sentToTriage: ReadonlyMap<string, number>,
): BoardDoctor[] {
  const present = new Set(onDuty.map(({ expertId }) => expertId))
  const absent = notOnDuty.filter(({ expertId }) => !present.has(expertId))
  return [
    ...onDuty.map((doctor) => describeDoctor(doctor, sentToTriage.get(doctor.expertId) ?? 0)),
    ...absent.map(describeAbsent),
  ]
}

function describeDoctor(doctor: PanelDoctor, sentToTriage: number): BoardDoctor {
  const { expertId, nameHan, nameLatin, specialties, timeZone, visits, withTicket } = doctor
  const idle = doctor.paused ? 'paused' : 'free'
  return {
    expertId,
    nameHan,
    nameLatin,
    specialties: [...specialties],
    languages: doctor.languages.map(({ language }) => language),
    timeZone,
    state: withTicket === null ? idle : 'busy',
    shiftEndsAt: doctor.shiftEndsAt.toString(),
    visits,
    sentToTriage,
    withTicket,
  }
}

function describeAbsent({ languages, shiftEndsAt, ...doctor }: OnShift): BoardDoctor {
  return {
    ...doctor,
    languages: languages.map(({ language }) => language),
    state: 'onShiftNotOnDuty',
    shiftEndsAt: shiftEndsAt.toString(),
    visits: 0,
    sentToTriage: 0,
    withTicket: null,
  }
}

function describeRecent({ nameHan, nameLatin, endedAt, ...visit }: RecentRow): Board['recent'][number] {
  const expert = { nameHan, nameLatin }
  return { ...visit, expert, expertName: bothNames(expert), endedAt: endedAt.toString() }
}

/** For pages of the version before, which show them as they come. */
function bothNames({ nameHan, nameLatin }: NonNullable<BoardTicket['expert']>): string {
  return `${nameHan} ${nameLatin}`
}
