import type { Kysely, Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Dependencies } from '../dependencies.ts'
import type { PatientDetail, PatientsChange } from '../identity/reactions.ts'
import { type Announce, transact } from '../live/transact.ts'
import { queuesServedBy } from '../queues.ts'
import type { Specialty, QueueName } from '../shapes.ts'
import type { Topic } from '../topics.ts'
import type { Urgency } from './contract.ts'
import { findOnlookers, type Onlooker } from './duty-store.ts'
import { serves } from './rules/eligibility.ts'
import { countWaiting } from './figures-store.ts'
import { placeNews } from './reactions.ts'
import { findOpenPlaces } from './ticket-store.ts'
import { agesSeen } from './rules/widening.ts'

interface Shown {
  readonly id: string
  readonly accountId: string
  readonly specialty: Specialty | null
  readonly urgency: Urgency
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

/**
 * Every screen that any ticket as urgent as this makes a difference to in this queue, but its own: a queue moves at another pace,
 * too, when more or fewer wait in the next one before the same doctors.
 */
export function topicsOfQueued(
  { queue, urgency }: Pick<QueuedTicket, 'queue' | 'urgency'>,
  onlookers: readonly Onlooker[],
): Topic[] {
  const serving = onlookers.filter(
    (onlooker) => serves(onlooker, queue) || agesSeen(queue, urgency, onlooker.specialties).length > 0,
  )
  const shared = serving.filter(({ onDuty }) => onDuty).flatMap(({ specialties }) => queuesServedBy(specialties))
  return [
    ...new Set<Topic>([
      ...[queue, ...shared].map((name) => `queue:${name}` as const),
      'outlook',
      ...placeNews.topicsOf({ servingExpertIds: serving.map(({ expertId }) => expertId) }),
    ]),
  ]
}

/** Where a duty is shown here: its queues move at another pace. */
export function showDuty({ specialties }: { readonly specialties: readonly Specialty[] }): Topic[] {
  return ['outlook', ...queuesServedBy(specialties).map((queue) => `queue:${queue}` as const)]
}

/** Announces a change of a ticket to all who see it: its owner, its queue, the doctors who take from there, coordinators. */
export async function announceTicket(
  db: Kysely<Database>,
  announce: Announce,
  ticket: Shown,
  now: Temporal.Instant,
): Promise<void> {
  announceTo(await findOnlookers(db, now), announce, ticket)
}

function announceTo(onlookers: readonly Onlooker[], announce: Announce, ticket: Shown): void {
  const queued = { ticketId: ticket.id, queue: ticket.specialty ?? 'triage', urgency: ticket.urgency } as const
  announce(`tickets:${ticket.accountId}`, ...topicsOf(queued, onlookers))
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
  { accountId, now }: { readonly accountId: string; readonly now: Temporal.Instant },
): Promise<void> {
  const places = await findOpenPlaces(trx, accountId)
  if (places.length === 0) return
  const onlookers = await findOnlookers(trx, now)
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
