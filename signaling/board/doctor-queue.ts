import { type AccountViewer, authorize, type Viewer } from '../access.ts'
import type { Reading } from '../dependencies.ts'
import { notFound } from '../errors.ts'
import { arrivedBefore } from '../matching/alike.ts'
import { demandsOf } from '../matching/matching.ts'
import { findHistory } from '../matching/reading.ts'
import { reasonsFor } from '../matching/reasons.ts'
import { queuesServedBy } from '../queues.ts'
import { mapInSlices } from '../slices.ts'
import { queues } from '../vocabulary.ts'
import { type DoctorOnDuty, findObstacle, serves, type WaitingTicket } from '../waiting-room/rules/eligibility.ts'
import { compareTickets } from '../waiting-room/rules/order.ts'
import { type Demand, findCandidates, findDoctorsOnDuty } from '../waiting-room/reading.ts'
import { specialtyOf } from '../waiting-room/rules/widening.ts'
import { boardAccess } from './access.ts'
import { countWaitingFor, findExperts, findTicketRows, type QueuedRow } from './board-store.ts'
import type { DoctorQueue } from './contract.ts'
import { describeQueued } from './queued.ts'

const ticketsShown = 20

/** @throws unless it is the viewer's own */
export function admitToDoctorQueue(viewer: Viewer, expertId: string | undefined): void {
  const own = viewer.role !== 'guest' && expertId !== undefined && viewer.expertId === expertId
  authorize(boardAccess.doctorQueue, viewer, own ? ['self'] : [])
}

/** What would come to this doctor. */
export async function readDoctorQueue(dependencies: Reading, viewer: AccountViewer): Promise<DoctorQueue> {
  const { expertId } = viewer
  admitToDoctorQueue(viewer, expertId)
  const [queue] = expertId === undefined ? [] : await readDoctorQueues(dependencies, [expertId])
  if (queue === undefined) throw notFound()
  return queue
}

/**
 * What would come to each of these doctors, in order, and why; also before duty has begun. To whoever has left the panel comes
 * nothing. Asks the database as often for hundreds of them as for one.
 */
export async function readDoctorQueues({ db, clock }: Reading, expertIds: readonly string[]): Promise<DoctorQueue[]> {
  const now = clock.now()
  const [experts, onDuty] = await Promise.all([
    findExperts(db, expertIds, now),
    findDoctorsOnDuty(db, now, { expertIds }),
  ])
  const present = new Map(onDuty.map((doctor) => [doctor.expertId, doctor]))
  const doctors = experts.map((expert): DoctorOnDuty => ({
    ...expert,
    visits: 0,
    idleSince: now,
    ...present.get(expert.expertId),
    free: true,
  }))
  const soon = now.add({ hours: 1 })
  const candidates = new Candidates(await findCandidates(db, demandsToShow(doctors, now), soon))
  const comings = await mapInSlices(doctors, (doctor) => ({ doctor, first: candidates.firstFor(doctor, now) }))
  const shown = [...new Set(comings.flatMap(({ first }) => first))]
  const [details, history, waiting] = await Promise.all([
    findTicketRows(
      db,
      shown.map(({ ticketId }) => ticketId),
    ),
    findHistory(db, shown, expertIds),
    countWaitingFor(db, [...new Set(doctors.flatMap(({ specialties }) => queuesServedBy(specialties)))], expertIds),
  ])
  const described = new Map([...details].map(([id, row]) => [id, describeQueued(row, now)]))
  const queued = await mapInSlices(comings, ({ doctor, first }): [string, DoctorQueue] => {
    const { expertId, specialties } = doctor
    const served = new Set(queuesServedBy(specialties))
    const isFor = (one: (typeof waiting)[number]) =>
      one.expertId === null ? served.has(one.queue) : one.expertId === expertId
    const tickets = first.flatMap((ticket) => {
      const told = described.get(ticket.ticketId)
      if (told === undefined) return []
      const choice = {
        visitsTogether: history.get(ticket.ticketId)?.get(expertId) ?? 0,
        waitedLongest: !first.some((other) => arrivedBefore(other, ticket)),
        byFairness: false,
        byHand: false,
      }
      const notBefore = Temporal.Instant.compare(ticket.notBefore, now) > 0 ? ticket.notBefore.toString() : null
      return [{ ...told, notBefore, reasons: reasonsFor(ticket, doctor, choice, now) }]
    })
    const queue = {
      waiting: waiting.filter(isFor).reduce((sum, one) => sum + one.waiting, 0),
      alert: present.get(expertId)?.paused ? alertFor(first, doctor, details) : null,
      tickets,
    }
    return [expertId, queue]
  })
  const queueOf = new Map(queued)
  return expertIds.map((expertId) => queueOf.get(expertId) ?? { tickets: [], waiting: 0, alert: null })
}

/** As many of each as one screen shows, however many doctors are alike. */
function demandsToShow(doctors: readonly DoctorOnDuty[], now: Temporal.Instant): ReturnType<typeof demandsOf> {
  const demands = demandsOf(doctors, now)
  const enough = <Some extends Demand>(some: readonly Some[]) =>
    some.map((demand) => ({ ...demand, limit: ticketsShown }))
  return { ...demands, own: enough(demands.own), standIn: enough(demands.standIn) }
}

/** What some doctors may take, in the order in which it comes, found by what each of them has to look at. */
class Candidates {
  readonly #bookedWith: ReadonlyMap<string | null, readonly WaitingTicket[]>
  /** By queue, and by each language that the patient speaks. */
  readonly #inQueue: ReadonlyMap<string, readonly WaitingTicket[]>
  /** The same of those that others than the doctors of their specialty may take. */
  readonly #pressing: ReadonlyMap<string, readonly WaitingTicket[]>

  constructor(tickets: readonly WaitingTicket[]) {
    this.#bookedWith = Map.groupBy(tickets.toSorted(compareTickets), ({ expertId }) => expertId)
    const unbooked = this.#bookedWith.get(null) ?? []
    this.#inQueue = byQueueAndLanguage(unbooked)
    this.#pressing = byQueueAndLanguage(unbooked.filter(({ urgency }) => urgency !== 'routine'))
  }

  /** The first of them, with those who may be called again or arrive within the hour. */
  firstFor(doctor: DoctorOnDuty, now: Temporal.Instant): WaitingTicket[] {
    const isShown = (ticket: WaitingTicket): boolean =>
      [undefined, 'notYet'].includes(findObstacle(ticket, doctor, now))
    const spoken = [anyLanguage, ...doctor.languages.map(({ language }) => language)]
    const lists = queues.flatMap((queue) => {
      const waiting = serves(doctor, queue) ? this.#inQueue : this.#pressing
      return spoken.map((language) => waiting.get(`${queue} ${language}`) ?? [])
    })
    const first = [this.#bookedWith.get(doctor.expertId) ?? [], ...lists].flatMap((list) =>
      list.values().filter(isShown).take(ticketsShown).toArray(),
    )
    return [...new Set(first)].toSorted(compareTickets).slice(0, ticketsShown)
  }
}

const anyLanguage = 'any'

/** A ticket whose patient wants an interpreter is any doctor's to take. Each list keeps the order. */
function byQueueAndLanguage(tickets: readonly WaitingTicket[]): Map<string, WaitingTicket[]> {
  const lists = new Map<string, WaitingTicket[]>()
  for (const ticket of tickets) {
    for (const language of ticket.interpreterWanted ? [anyLanguage] : ticket.languages) {
      const key = `${ticket.queue} ${language}`
      const list = lists.get(key)
      if (list === undefined) lists.set(key, [ticket])
      else list.push(ticket)
    }
  }
  return lists
}

/** Who of these can't wait and has nobody. Whoever may only stand in is left to their break, unless it is an emergency. */
function alertFor(
  first: readonly WaitingTicket[],
  doctor: DoctorOnDuty,
  details: ReadonlyMap<string, QueuedRow>,
): DoctorQueue['alert'] {
  for (const { ticketId, queue } of first) {
    const row = details.get(ticketId)
    if (row?.alarmedAt == null) continue
    const { number, urgency, alarmedAt } = row
    if (!serves(doctor, queue) && urgency !== 'emergency') continue
    return { ticketId, number, specialty: specialtyOf(queue), urgency, since: alarmedAt.toString() }
  }
  return null
}
