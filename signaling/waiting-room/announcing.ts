import type { Kysely, Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Dependencies } from '../dependencies.ts'
import type { PatientDetail, PatientsChange } from '../identity/reactions.ts'
import { type Announce, transact } from '../live/transact.ts'
import { queuesServedBy } from '../queues.ts'
import type { Specialty, QueueName } from '../shapes.ts'
import type { Topic } from '../topics.ts'
import type { Urgency } from './contract.ts'
import { findOnlookers, findServing, type Onlooker, type Serving } from './duty-store.ts'
import { countWaiting } from './figures-store.ts'
import { placeNews } from './reactions.ts'
import { takersOf } from './rules/widening.ts'
import { findOpenPlaces } from './ticket-store.ts'

interface Shown {
  readonly id: string
  readonly accountId: string
  readonly specialty: Specialty | null
  readonly urgency: Urgency
}

/** When something changes, and who looks on, where many changes are told at once. */
export interface Telling {
  readonly now: Temporal.Instant
  readonly seenBy?: readonly Onlooker[] | undefined
}

interface QueuedTicket {
  readonly ticketId: string
  readonly queue: QueueName
  readonly urgency: Urgency
}

/** Every screen that a ticket in this queue makes a difference to, but its owner's list. */
function topicsOf({ ticketId, ...queued }: QueuedTicket, onlookers: readonly Onlooker[]): Topic[] {
  return [`ticket:${ticketId}`, ...topicsOfQueued(queued, onlookers)]
}

/** What is told of a queue, by those who look on: many tickets are told to the same thousands. */
const toldOf = new WeakMap<readonly Onlooker[], Map<string, readonly Topic[]>>()

/** Every screen that any ticket as urgent as this makes a difference to in this queue, but its own. */
export function topicsOfQueued(
  { queue, urgency }: Pick<QueuedTicket, 'queue' | 'urgency'>,
  onlookers: readonly Onlooker[],
): readonly Topic[] {
  const told = toldOf.get(onlookers) ?? new Map<string, readonly Topic[]>()
  toldOf.set(onlookers, told)
  const key = `${queue} ${urgency}`
  const topics = told.get(key) ?? topicsBefore(queue, servingOf(onlookers, takersOf(queue, urgency)))
  told.set(key, topics)
  return topics
}

function servingOf(onlookers: readonly Onlooker[], takers: readonly Specialty[]): Serving {
  const serving = onlookers.filter(({ specialties }) => specialties.some((specialty) => takers.includes(specialty)))
  return {
    expertIds: serving.map(({ expertId }) => expertId),
    specialties: serving.filter(({ onDuty }) => onDuty).flatMap(({ specialties }) => specialties),
  }
}

/**
 * The screens that show a queue, and what waits before those who may take from it: a queue moves at another pace, too, when more or
 * fewer wait in the next one before the same doctors.
 */
function topicsBefore(queue: QueueName, { expertIds, specialties }: Serving): Topic[] {
  const queues = [queue, ...queuesServedBy(specialties)].map((name) => `queue:${name}` as const)
  return [...new Set<Topic>([...queues, 'outlook', ...placeNews.topicsOf({ servingExpertIds: expertIds })])]
}

/** Where a duty is shown here: its queues move at another pace. */
export function showDuty({ specialties }: { readonly specialties: readonly Specialty[] }): Topic[] {
  return ['outlook', ...queuesServedBy(specialties).map((queue) => `queue:${queue}` as const)]
}

/**
 * Announces a change of a ticket to all who see it: its owner, its queue, the doctors who take from there, coordinators.
 * @param seenBy the onlookers, where the caller has them for many tickets; otherwise those are found whom this one concerns
 */
export async function announceTicket(
  db: Kysely<Database>,
  announce: Announce,
  ticket: Shown,
  now: Temporal.Instant,
  seenBy?: readonly Onlooker[],
): Promise<void> {
  if (seenBy !== undefined) return announceTo(seenBy, announce, ticket)
  const queue = queueOf(ticket)
  const serving = await findServing(db, takersOf(queue, ticket.urgency), now)
  announce(`tickets:${ticket.accountId}`, `ticket:${ticket.id}`, ...topicsBefore(queue, serving))
}

function announceTo(onlookers: readonly Onlooker[], announce: Announce, ticket: Shown): void {
  const queued = { ticketId: ticket.id, queue: queueOf(ticket), urgency: ticket.urgency }
  announce(`tickets:${ticket.accountId}`, ...topicsOf(queued, onlookers))
}

function queueOf({ specialty }: Pick<Shown, 'specialty'>): QueueName {
  return specialty ?? 'triage'
}

/**
 * Announces a change of a ticket that has left its queue, to its owner and to coordinators. Nobody waits for longer or shorter by it,
 * save for what the doctor's duty tells, and by as much as the estimates are told anew of each minute.
 */
export function announceInHand(announce: Announce, { id, accountId }: Pick<Shown, 'id' | 'accountId'>): void {
  announce(`tickets:${accountId}`, `ticket:${id}`, ...placeNews.topicsOf({ servingExpertIds: [] }))
}

/** Of a patient, what is told of their place: the name, and the age by the account's clock. The rest is read in the visit alone. */
const toldOfPlace: ReadonlySet<PatientDetail> = new Set<PatientDetail>(['name', 'birthDate', 'timeZone'])

/** Inside the caller's transaction, when details of patients or the account's time zone change: tells the places that show them. */
export async function announceChangedPlaces(
  trx: Transaction<Database>,
  announce: Announce,
  { accountId, changed, now }: PatientsChange,
): Promise<void> {
  if (changed.some((detail) => toldOfPlace.has(detail))) await announcePlacesOf(trx, announce, { accountId, now })
}

/** Inside the caller's transaction: tells all places that an account holds. */
export async function announcePlacesOf(
  trx: Transaction<Database>,
  announce: Announce,
  { accountId, now, seenBy }: Telling & { readonly accountId: string },
): Promise<void> {
  const places = await findOpenPlaces(trx, accountId)
  if (places.length === 0) return
  const onlookers = seenBy ?? (await findOnlookers(trx, now))
  for (const place of places) announceTo(onlookers, announce, place)
}

/**
 * Time alone makes estimates others: visits go on, shifts run out. Announces whatever says one; meant to be called every minute.
 * Returns how many queues somebody waits in.
 */
export async function announceEstimates(dependencies: Pick<Dependencies, 'db' | 'outbox'>): Promise<number> {
  const queues = Object.keys(await countWaiting(dependencies.db))
  await transact(dependencies, (_trx, announce) => {
    announce(
      'outlook',
      ...(queues.length > 0 ? placeNews.topicsOf({ servingExpertIds: [] }) : []),
      ...queues.map((queue) => `queue:${queue}` as const),
    )
    return Promise.resolve()
  })
  return queues.length
}
