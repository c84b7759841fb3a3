import { type Kysely, sql, type Transaction } from 'kysely'
import { lockOpenEncounters, type OpenEncounter } from '../../db/encounters.ts'
import { kept } from '../../db/kept.ts'
import type { Database, InstantRange } from '../../db/tables.ts'
import type { Specialty, SpokenLanguage } from '../shapes.ts'
import { openTicketStatuses } from '../vocabulary.ts'
import type { NewTicket, Ticket, Urgency } from './contract.ts'

type Instant = Temporal.Instant

export interface LockedTicket {
  readonly id: string
  readonly number: number
  readonly patientId: string
  readonly accountId: string
  readonly languages: SpokenLanguage[]
  readonly interpreterWanted: boolean
  readonly specialty: Specialty | null
  readonly urgency: Urgency
  readonly triagedBy: string | null
  readonly status: Ticket['status']
  readonly callsMissed: number
  readonly arrivedAt: Instant
  readonly appointmentId: string | null
  readonly firstSince: Instant | null
  readonly releasedAt: Instant | null
}

export const ticketColumns = [
  'ticket.id',
  'ticket.number',
  'ticket.patientId',
  'ticket.accountId',
  'ticket.languages',
  'ticket.interpreterWanted',
  'ticket.specialty',
  'ticket.urgency',
  'ticket.triagedBy',
  'ticket.status',
  'ticket.callsMissed',
  'ticket.arrivedAt',
  'ticket.appointmentId',
  'ticket.firstSince',
  'ticket.releasedAt',
] as const

/** The ticket, so that nobody else moves it until this transaction has ended. */
export function lockTicket(trx: Transaction<Database>, ticketId: string): Promise<LockedTicket | undefined> {
  return trx.selectFrom('ticket').select(ticketColumns).where('id', '=', ticketId).forUpdate().executeTakeFirst()
}

/** Some tickets, in a fixed order. */
export function lockTickets(trx: Transaction<Database>, ticketIds: readonly string[]): Promise<LockedTicket[]> {
  return trx
    .selectFrom('ticket')
    .select(ticketColumns)
    .where(sql<boolean>`id = any(${ticketIds}::uuid[])`)
    .orderBy('id')
    .forUpdate()
    .modifyEnd(kept)
    .execute()
}

/** Of these the tickets that wait, save those that somebody has in hand; in a fixed order. */
export function lockWaiting(trx: Transaction<Database>, ticketIds: readonly string[]): Promise<LockedTicket[]> {
  return trx
    .selectFrom('ticket')
    .select(ticketColumns)
    .where('id', 'in', ticketIds)
    .where('status', '=', 'waiting')
    .orderBy('id')
    .forUpdate()
    .skipLocked()
    .execute()
}

/** The call or the visit that a ticket has at the moment, locked, as everywhere before its ticket. */
export async function lockOpenEncounter(
  trx: Transaction<Database>,
  ticketId: string,
): Promise<OpenEncounter | undefined> {
  const [encounter] = await lockOpenEncounters(trx, sql<boolean>`ticket_id = ${ticketId}::uuid`)
  return encounter
}

/**
 * Whose a patient is who is not archived, which place this command has taken before, and the number of the place that the patient holds;
 * undefined where there is no such patient.
 */
export function findEntering(
  db: Kysely<Database>,
  {
    accountId,
    patientId,
    idempotencyKey,
  }: Pick<NewTicket, 'patientId' | 'idempotencyKey'> & { readonly accountId: string },
): Promise<{ owner: string; takenBefore: string | null; openNumber: number | null } | undefined> {
  return db
    .selectFrom('patient')
    .leftJoin('ticket as taken', (join) =>
      join.on('taken.accountId', '=', accountId).on('taken.idempotencyKey', '=', idempotencyKey),
    )
    .leftJoin('ticket as open', (join) =>
      join.onRef('open.patientId', '=', 'patient.id').on('open.status', 'in', openTicketStatuses),
    )
    .select(['patient.accountId as owner', 'taken.id as takenBefore', 'open.number as openNumber'])
    .where('patient.id', '=', patientId)
    .where('patient.archivedAt', 'is', null)
    .executeTakeFirst()
}

/**
 * When an account took the nth latest of its places, of all or of those for one appointment, whatever has become of it; undefined where
 * it has taken fewer.
 */
export async function findNthLatestTaken(
  db: Kysely<Database>,
  { accountId, appointmentId }: { readonly accountId: string; readonly appointmentId: string | undefined },
  nth: number,
): Promise<Instant | undefined> {
  const row = await db
    .selectFrom('ticket')
    .select('arrivedAt')
    .where('accountId', '=', accountId)
    .$if(appointmentId !== undefined, (query) => query.where('appointmentId', '=', appointmentId ?? ''))
    .orderBy('arrivedAt', 'desc')
    .offset(nth - 1)
    .limit(1)
    .executeTakeFirst()
  return row?.arrivedAt
}

export interface Booking {
  readonly accountId: string
  readonly patientId: string
  readonly expertId: string
  readonly specialty: Specialty
  readonly during: InstantRange
  readonly status: string
}

export function findBooking(db: Kysely<Database>, appointmentId: string): Promise<Booking | undefined> {
  return db
    .selectFrom('appointment')
    .select(['accountId', 'patientId', 'expertId', 'specialty', 'during', 'status'])
    .where('id', '=', appointmentId)
    .executeTakeFirst()
}

/** The tickets with which the patients of these appointments wait, in a fixed order. */
export async function findTicketsOf(db: Kysely<Database>, appointmentIds: readonly string[]): Promise<string[]> {
  if (appointmentIds.length === 0) return []
  const rows = await db
    .selectFrom('ticket')
    .select('id')
    .where('appointmentId', 'in', appointmentIds)
    .where('status', '=', 'waiting')
    .orderBy('id')
    .execute()
  return rows.map((row) => row.id)
}

/** Numbers are given in turn, so that one already taken is rare, and several in a row are a fault. */
const numbersTried = 5

/** @throws where no number is free: then the sequence is at fault */
export async function insertTicket(
  trx: Transaction<Database>,
  ticket: NewTicket & { accountId: string; urgency: Urgency; arrivedAt: Instant },
): Promise<{ id: string; number: number }> {
  for (let tried = 0; tried < numbersTried; tried += 1) {
    const row = await trx
      .insertInto('ticket')
      .values({
        patientId: ticket.patientId,
        accountId: ticket.accountId,
        idempotencyKey: ticket.idempotencyKey,
        appointmentId: ticket.appointmentId ?? null,
        complaint: ticket.complaint,
        redFlags: ticket.redFlags,
        specialty: ticket.specialty,
        languages: ticket.languages,
        interpreterWanted: ticket.interpreterWanted,
        country: ticket.country,
        urgency: ticket.urgency,
        toBeSupplied: ticket.toBeSupplied,
        arrivedAt: ticket.arrivedAt,
      })
      // Somebody else's transaction has just given the same number.
      .onConflict((conflict) => conflict.column('number').where('status', 'in', openTicketStatuses).doNothing())
      .returning(['id', 'number'])
      .executeTakeFirst()
    if (row !== undefined) return row
  }
  throw new Error('no number for a ticket could be found')
}

/** The ticket waits again. */
export async function setWaiting(
  trx: Transaction<Database>,
  { id, callsMissed }: Pick<LockedTicket, 'id' | 'callsMissed'>,
): Promise<void> {
  await trx.updateTable('ticket').set({ status: 'waiting', callsMissed }).where('id', '=', id).execute()
}

/** The same of tickets whose call nobody has answered. */
export async function setWaitingAfterMissedCall(
  trx: Transaction<Database>,
  ticketIds: readonly string[],
): Promise<void> {
  await sql`
    update ticket set status = 'waiting', calls_missed = calls_missed + 1
    where id = any(${ticketIds}::uuid[]) ${kept}`.execute(trx)
}

/** The patient of a ticket has answered; undefined where it was not called. */
export function setInConsultation(
  trx: Transaction<Database>,
  ticketId: string,
): Promise<Pick<LockedTicket, 'id' | 'accountId'> | undefined> {
  return trx
    .updateTable('ticket')
    .set({ status: 'inConsultation' })
    .where('id', '=', ticketId)
    .where('status', '=', 'called')
    .returning(['id', 'accountId'])
    .executeTakeFirst()
}

/** From now on the ticket goes before all others. */
export async function setFirst(trx: Transaction<Database>, ticketId: string, firstSince: Instant): Promise<void> {
  await trx.updateTable('ticket').set({ firstSince }).where('id', '=', ticketId).execute()
}

export async function setDone(trx: Transaction<Database>, ticketId: string, leftAt: Instant): Promise<void> {
  await trx.updateTable('ticket').set({ status: 'done', leftAt }).where('id', '=', ticketId).execute()
}

export async function setCallsMissed(trx: Transaction<Database>, ticketId: string, callsMissed: number): Promise<void> {
  await trx.updateTable('ticket').set({ callsMissed }).where('id', '=', ticketId).execute()
}

interface Triaged {
  readonly specialty: Specialty | null
  readonly urgency: Urgency
  readonly triagedBy: string | null
}

export async function setTriage(
  trx: Transaction<Database>,
  ticketId: string,
  { specialty, urgency, triagedBy }: Triaged,
): Promise<void> {
  await trx.updateTable('ticket').set({ specialty, urgency, triagedBy }).where('id', '=', ticketId).execute()
}

interface Left {
  readonly leftReason: NonNullable<Ticket['leftReason']>
  readonly leftBy: string | null
  readonly leftNote: string | null
  readonly leftMessage: string | null
  readonly leftAt: Instant
}

export async function setLeft(
  trx: Transaction<Database>,
  ticketId: string,
  { leftReason, leftBy, leftNote, leftMessage, leftAt }: Left,
): Promise<void> {
  await trx
    .updateTable('ticket')
    .set({ status: 'left', leftReason, leftBy, leftNote, leftMessage, leftAt })
    .where('id', '=', ticketId)
    .execute()
}

/** The places that an account's patients hold. */
export function findOpenPlaces(db: Kysely<Database>, accountId: string) {
  return db
    .selectFrom('ticket')
    .select(['id', 'accountId', 'specialty', 'urgency'])
    .where('accountId', '=', accountId)
    .where('status', 'in', openTicketStatuses)
    .execute()
}
