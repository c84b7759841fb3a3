import { type Insertable, sql, type Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Place } from './rules/place.ts'
import type { LockedTicket } from './ticket-store.ts'

/** Where tickets stand while they wait: one row each, held by the lock of its ticket. */

type Instant = Temporal.Instant

type TicketToPlace = Pick<
  LockedTicket,
  'id' | 'patientId' | 'languages' | 'interpreterWanted' | 'urgency' | 'triagedBy' | 'arrivedAt'
>

/** Gives a ticket its place, or moves it there. A paused one that is moved stays paused; its alarm is forgotten, to be raised anew. */
export async function putInPlace(trx: Transaction<Database>, ticket: TicketToPlace, place: Place): Promise<void> {
  await putInPlaces(trx, [{ ticket, place }])
}

interface Placing {
  readonly ticket: TicketToPlace
  readonly place: Place
}

/** The same of several, at least one. */
export async function putInPlaces(trx: Transaction<Database>, placings: readonly Placing[]): Promise<void> {
  await trx
    .insertInto('waiting')
    .values(placings.map(rowOf))
    .onConflict((conflict) =>
      conflict.column('ticketId').doUpdateSet(({ ref }) => ({
        queue: ref('excluded.queue'),
        queueKey: ref('excluded.queueKey'),
        notBefore: sql<Instant>`case when ${ref('waiting.pausedAt')} is null then ${ref('excluded.notBefore')}
          else ${ref('waiting.notBefore')} end`,
        expertId: ref('excluded.expertId'),
        firstSince: ref('excluded.firstSince'),
        urgency: ref('excluded.urgency'),
        triaged: ref('excluded.triaged'),
        alarmedAt: null,
        stuckAt: null,
      })),
    )
    .execute()
}

function rowOf({ ticket, place }: Placing): Insertable<Database['waiting']> {
  const { id: ticketId, patientId, languages, interpreterWanted, urgency, triagedBy, arrivedAt } = ticket
  const { queue, queueKey, notBefore, expertId, firstSince } = place
  const facts = { ticketId, patientId, languages, interpreterWanted, urgency, triaged: triagedBy !== null, arrivedAt }
  return { ...facts, queue, queueKey, notBefore, expertId, firstSince }
}

/** Until when nobody calls a ticket, and since when it pauses for its patient; undefined where it does not wait. */
export function findHold(
  trx: Transaction<Database>,
  ticketId: string,
): Promise<{ readonly notBefore: Instant; readonly pausedAt: Instant | null } | undefined> {
  return trx.selectFrom('waiting').select(['notBefore', 'pausedAt']).where('ticketId', '=', ticketId).executeTakeFirst()
}

export async function takeFromPlace(trx: Transaction<Database>, ticketId: string): Promise<string | undefined> {
  const row = await trx.deleteFrom('waiting').where('ticketId', '=', ticketId).returning('queue').executeTakeFirst()
  return row?.queue
}

export async function setAnyExpert(trx: Transaction<Database>, ticketId: string, releasedAt: Instant): Promise<void> {
  await trx.updateTable('ticket').set({ releasedAt }).where('id', '=', ticketId).execute()
  await trx.updateTable('waiting').set({ expertId: null }).where('ticketId', '=', ticketId).execute()
}

/** Until `until` the place is kept and not offered. */
export async function setPaused(
  trx: Transaction<Database>,
  ticketId: string,
  { now, until }: { now: Instant; until: Instant },
): Promise<void> {
  await trx.updateTable('waiting').set({ pausedAt: now, notBefore: until }).where('ticketId', '=', ticketId).execute()
}

/** The place is offered again from then on; whether it was paused, or would have been offered later. */
export async function setReady(trx: Transaction<Database>, ticketId: string, notBefore: Instant): Promise<boolean> {
  const row = await trx
    .updateTable('waiting')
    .set({ pausedAt: null, notBefore })
    .where('ticketId', '=', ticketId)
    .where((where) => where.or([where('pausedAt', 'is not', null), where('notBefore', '>', notBefore)]))
    .returning('ticketId')
    .executeTakeFirst()
  return row !== undefined
}

export async function setNotBefore(trx: Transaction<Database>, ticketId: string, notBefore: Instant): Promise<void> {
  await trx.updateTable('waiting').set({ notBefore }).where('ticketId', '=', ticketId).execute()
}
