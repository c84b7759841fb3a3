import type { Kysely } from 'kysely'
import type { Database } from '../../db/tables.ts'
import type { Specialty } from '../shapes.ts'
import type { Announce } from '../live/outbox.ts'
import type { QueueName } from './contract.ts'
import { findExpertsServing } from './duty-store.ts'

interface Shown {
  readonly id: string
  readonly accountId: string
  readonly specialty: Specialty | null
}

/** Every screen that shows this ticket but its owner's list, given the experts on duty who see its queue. */
export function topicsOf(ticketId: string, queue: QueueName, expertIds: readonly string[]): string[] {
  return [`ticket:${ticketId}`, `queue:${queue}`, 'board', 'outlook', ...expertIds.map((id) => `doctorQueue:${id}`)]
}

/** Announces a change of a ticket to all who see it: its owner, its queue, the doctors who take from there, coordinators. */
export async function announceTicket(db: Kysely<Database>, announce: Announce, ticket: Shown): Promise<void> {
  const queue = ticket.specialty ?? 'triage'
  announce(`tickets:${ticket.accountId}`, ...topicsOf(ticket.id, queue, await findExpertsServing(db, queue)))
}
