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
    .selectFrom('call')
    .innerJoin('ticket', 'ticket.id', 'call.ticketId')
    .innerJoin('account', 'account.id', 'ticket.accountId')
    .innerJoin('patient', 'patient.id', 'ticket.patientId')
    .innerJoin('expert', 'expert.id', 'call.expertId')
    .select([
      'account.email',
      'account.locale',
      'account.timeZone as patientTimeZone',
      'patient.name as patientName',
      'expert.nameHan',
      'expert.nameLatin',
      'expert.timeZone as doctorTimeZone',
      'call.callUntil',
      'ticket.callsMissed',
    ])
    .where('call.id', '=', consultationId)
    .where('call.endedAt', 'is', null)
    .where('call.callUntil', '>', now)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { callsMissed, ...call } = row
  return { ...call, last: callsMissed + 1 >= callsBeforeEnd }
}
