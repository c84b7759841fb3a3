import { type Selectable, sql, type Transaction } from 'kysely'
import { lockOpenEncounters } from '../../db/encounters.ts'
import type { Database } from '../../db/tables.ts'
import { type Canceller, openTicketStatuses, openAppointmentStatuses } from '../vocabulary.ts'

type Instant = Temporal.Instant

function asCancelled(cancelledBy: Canceller, now: Instant) {
  return { status: 'cancelled', cancelledAt: now, cancelledBy } as const
}

export async function setAppointmentCancelled(
  trx: Transaction<Database>,
  id: string,
  { by, now }: { readonly by: Canceller; readonly now: Instant },
): Promise<void> {
  await trx.updateTable('appointment').set(asCancelled(by, now)).where('id', '=', id).execute()
}

/**
 * Appointments of shifts whose patients are being called or seen, by whomever. Their calls and visits, and the places of all who have
 * arrived, are locked until the transaction ends, in this order, as everywhere: nobody is called for one of them meanwhile.
 */
export async function lockPlacesOfShifts(trx: Transaction<Database>, shiftIds: readonly string[]): Promise<string[]> {
  const theirs = sql<boolean>`ticket_id in (
    select t.id from ticket t join appointment a on a.id = t.appointment_id
    where a.shift_id = any(${shiftIds}::uuid[]) and a.status = 'arrived')`
  await lockOpenEncounters(trx, theirs)
  const { rows } = await sql<{ id: string; status: string }>`
    select a.id, t.status from ticket t join appointment a on a.id = t.appointment_id
    where a.shift_id = any(${shiftIds}::uuid[]) and a.status = 'arrived' and t.status in (${sql.join(openTicketStatuses.map((status) => sql.lit(status)))})
    order by t.id for update of t`.execute(trx)
  return rows.filter(({ status }) => status !== 'waiting').map(({ id }) => id)
}

/** One that is cancelled, and whom it concerns. */
type Cancelled = Pick<Selectable<Database['appointment']>, 'id' | 'accountId' | 'expertId'>

/** Cancels what is booked in shifts, or whose patient waits for it, all but these. */
export function cancelOfShifts(
  trx: Transaction<Database>,
  shiftIds: readonly string[],
  { now, except }: { readonly now: Instant; readonly except: readonly string[] },
): Promise<Cancelled[]> {
  return trx
    .updateTable('appointment')
    .set(asCancelled('hospital', now))
    .where(sql<boolean>`shift_id = any(${shiftIds}::uuid[])`)
    .where('status', 'in', openAppointmentStatuses)
    .where(sql<boolean>`id <> all(${except}::uuid[])`)
    .returning(['id', 'accountId', 'expertId'])
    .execute()
}

/** Cancels one whose shift is cancelled already; undefined where it was no such one. */
export function cancelLeftOver(trx: Transaction<Database>, id: string, now: Instant): Promise<Cancelled | undefined> {
  return trx
    .updateTable('appointment')
    .from('shift')
    .set(asCancelled('hospital', now))
    .where('appointment.id', '=', id)
    .where('appointment.status', 'in', openAppointmentStatuses)
    .whereRef('shift.id', '=', 'appointment.shiftId')
    .where('shift.cancelledAt', 'is not', null)
    .returning(['appointment.id', 'appointment.accountId', 'appointment.expertId'])
    .executeTakeFirst()
}

/** Cancels what a patient has booked. */
export function cancelOfPatient(trx: Transaction<Database>, patientId: string, now: Instant): Promise<Cancelled[]> {
  return trx
    .updateTable('appointment')
    .set(asCancelled('patient', now))
    .where('patientId', '=', patientId)
    .where('status', '=', 'booked')
    .returning(['id', 'accountId', 'expertId'])
    .execute()
}
