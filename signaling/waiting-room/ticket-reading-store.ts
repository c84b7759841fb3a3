import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { openTicketStatuses } from '../vocabulary.ts'
import { restsAfterClearing } from './clearing-store.ts'
import type { Ticket } from './contract.ts'
import { wasLeftAtOnce } from './in-vain-store.ts'
import { lineOf } from './rules/lines.ts'
import { standInsOf, widensAt } from './rules/widening.ts'

type Instant = Temporal.Instant

/** A ticket with the account that owns it. */
export interface OwnedTicket {
  readonly accountId: string
  readonly ticket: Ticket
}

export async function findTicket(
  db: Kysely<Database>,
  ticketId: string,
  now: Instant,
): Promise<OwnedTicket | undefined> {
  const row = await ticketsWithCalls(db, now).where('ticket.id', '=', ticketId).executeTakeFirst()
  return row && { accountId: row.accountId, ticket: toTicket(row, now) }
}

export async function findOpenTickets(db: Kysely<Database>, accountId: string, now: Instant): Promise<Ticket[]> {
  const rows = await ticketsWithCalls(db, now)
    .where('ticket.accountId', '=', accountId)
    .where('ticket.status', 'in', openTicketStatuses)
    .orderBy('ticket.arrivedAt')
    .orderBy('ticket.id')
    .execute()
  return rows.map((row) => toTicket(row, now))
}

function ticketsWithCalls(db: Kysely<Database>, now: Instant) {
  return db
    .selectFrom('ticket')
    .innerJoin('patient', 'patient.id', 'ticket.patientId')
    .leftJoin('waiting', 'waiting.ticketId', 'ticket.id')
    .leftJoin('appointment', 'appointment.id', 'ticket.appointmentId')
    .leftJoinLateral(
      ({ selectFrom }) =>
        selectFrom('encounter')
          .innerJoin('expert', 'expert.id', 'encounter.expertId')
          .leftJoin('account as ender', 'ender.id', 'encounter.endedBy')
          .select(({ ref }) => [
            'encounter.id as consultationId',
            'encounter.status as callStatus',
            'encounter.callUntil',
            'encounter.reasons',
            'encounter.startedAt',
            'ender.role as enderRole',
            wasLeftAtOnce('encounter').as('leftAtOnce'),
            sql<Expert>`json_build_object('id', ${ref('expert.id')}, 'nameHan', ${ref('expert.nameHan')},
              'nameLatin', ${ref('expert.nameLatin')}, 'title', ${ref('expert.title')},
              'institution', ${ref('expert.institution')}, 'institutionLatin', ${ref('expert.institutionLatin')}, 'timeZone', ${ref('expert.timeZone')})`.as(
              'expert',
            ),
          ])
          .whereRef('encounter.ticketId', '=', 'ticket.id')
          .where('ticket.status', 'in', [...openTicketStatuses, 'done'])
          .orderBy('encounter.matchedAt', 'desc')
          .limit(1)
          .as('call'),
      (join) => join.onTrue(),
    )
    .selectAll('ticket')
    .select([
      'patient.name as patientName',
      'patient.birthDate',
      'waiting.queue',
      'waiting.queueKey',
      'waiting.pausedAt',
      'waiting.notBefore',
      'waiting.expertId as waitsForExpert',
      'appointment.status as appointmentStatus',
      'call.consultationId',
      'call.callStatus',
      'call.callUntil',
      'call.reasons',
      'call.startedAt',
      'call.enderRole',
      'call.leftAtOnce',
      'call.expert',
    ])
    .select(restsAfterClearing({ ticket: 'ticket', waiting: 'waiting' }, now).as('restsAfterClearing'))
}

type Expert = NonNullable<Ticket['call']>['expert']
type TicketRow = Awaited<ReturnType<ReturnType<typeof ticketsWithCalls>['executeTakeFirstOrThrow']>>

function wideningOf(row: TicketRow, now: Instant): Pick<Ticket, 'widening' | 'line'> {
  const { queue, urgency, arrivedAt, birthDate, languages, interpreterWanted, waitsForExpert: expertId } = row
  if (queue === null) return { widening: null, line: null }
  const ticket = { queue, urgency, arrivedAt, birthDate, languages, interpreterWanted, expertId }
  const at = widensAt(ticket)
  const widening = at === undefined ? null : { at: at.toString(), standIns: [...standInsOf(ticket, now)] }
  return { widening, line: lineOf(ticket, now) }
}

function stillToCome({ notBefore, pausedAt }: TicketRow, now: Instant): string | null {
  if (notBefore === null || pausedAt !== null || Temporal.Instant.compare(notBefore, now) <= 0) return null
  return notBefore.toString()
}

/** A visit that its doctor ends is over like any other; one that they put back is told. */
function endedByStaff({ status, enderRole, startedAt }: TicketRow): NonNullable<Ticket['endedByStaff']> | null {
  if (enderRole === null || enderRole === 'compatriot') return null
  if (status !== 'waiting' && (status !== 'done' || enderRole !== 'coordinator')) return null
  return { what: startedAt === null ? 'call' : 'visit', by: enderRole }
}

function toTicket(row: TicketRow, now: Instant): Ticket {
  const { consultationId, callStatus, callUntil, expert, reasons } = row
  return {
    id: row.id,
    number: row.number,
    patientId: row.patientId,
    patientName: row.patientName,
    complaint: row.complaint,
    redFlags: row.redFlags,
    specialty: row.specialty,
    languages: row.languages,
    interpreterWanted: row.interpreterWanted,
    country: row.country,
    urgency: row.urgency,
    toBeSupplied: row.toBeSupplied,
    status: row.status,
    leftReason: row.leftReason,
    leftMessage: row.leftMessage,
    callsMissed: row.callsMissed,
    arrivedAt: row.arrivedAt.toString(),
    pausedAt: row.pausedAt?.toString() ?? null,
    notBefore: stillToCome(row, now),
    restsAfterClearing: row.restsAfterClearing,
    waitsForBooked: row.waitsForExpert !== null,
    ...wideningOf(row, now),
    queue: row.queue,
    queueKey: row.queueKey,
    firstSince: row.firstSince?.toString() ?? null,
    appointmentId: row.appointmentId,
    appointmentCancelled: row.appointmentStatus === 'cancelled',
    endedByStaff: endedByStaff(row),
    call:
      row.status !== 'waiting' &&
      consultationId !== null &&
      callStatus !== null &&
      callUntil !== null &&
      expert !== null &&
      reasons !== null
        ? {
            consultationId,
            status: callStatus,
            callUntil: callUntil.toString(),
            callNumber: row.callsMissed + 1,
            expert,
            reasons,
            leftAtOnce: row.leftAtOnce === true,
          }
        : null,
  }
}
