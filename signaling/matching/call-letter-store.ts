import type { Kysely } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { callsBeforeEnd } from '../vocabulary.ts'
import type { CallFacts } from './call-letter.ts'

/** What the letter about a call says; undefined once it has been answered, declined or missed. */
export async function findCallToTell(
  db: Kysely<Database>,
  consultationId: string,
  now: Temporal.Instant,
): Promise<CallFacts | undefined> {
  const row = await db
    .selectFrom('consultation')
    .innerJoin('ticket', 'ticket.id', 'consultation.ticketId')
    .innerJoin('account', 'account.id', 'ticket.accountId')
    .innerJoin('patient', 'patient.id', 'ticket.patientId')
    .innerJoin('expert', 'expert.id', 'consultation.expertId')
    .select([
      'account.email',
      'account.locale',
      'account.timeZone as patientTimeZone',
      'patient.name as patientName',
      'expert.nameHan',
      'expert.nameLatin',
      'expert.timeZone as doctorTimeZone',
      'consultation.callUntil',
      'ticket.callsMissed',
    ])
    .where('consultation.id', '=', consultationId)
    .where('consultation.status', '=', 'called')
    .where('consultation.endedAt', 'is', null)
    .where('consultation.callUntil', '>', now)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { callsMissed, ...call } = row
  return { ...call, last: callsMissed + 1 >= callsBeforeEnd }
}
