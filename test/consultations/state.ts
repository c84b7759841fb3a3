import { sql } from 'kysely'
import { guestCookie } from '../../signaling/consultations/guests.ts'
import type { TestHospital } from '../support/hospital.ts'
import type { Doctor } from '../support/people.ts'

export async function ticketStatus({ db }: TestHospital, ticketId: string): Promise<string> {
  const { status } = await db.selectFrom('ticket').select('status').where('id', '=', ticketId).executeTakeFirstOrThrow()
  return status
}

/** Of a call, or of the visit that it has become. */
export async function encounterRow({ db }: TestHospital, id: string) {
  return await db.selectFrom('encounter').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

/** Whether the doctor is on duty and takes no next patient. */
export async function isPaused({ db }: TestHospital, { expertId }: Doctor): Promise<boolean> {
  const duty = await db
    .selectFrom('duty')
    .select('pausedAt')
    .where('expertId', '=', expertId)
    .where('endedAt', 'is', null)
    .executeTakeFirstOrThrow()
  return duty.pausedAt !== null
}

/** The topics of everything committed in this database so far. */
export async function announcedTopics({ db }: TestHospital): Promise<Set<string>> {
  const { rows } = await sql<{ topics: string[] }>`select topics from outbox`.execute(db)
  return new Set(rows.flatMap(({ topics }) => topics))
}

/** The cookie that an answer to a guest's link set. */
export function guestCookieIn(headers: Readonly<Record<string, unknown>>): string {
  const lines: unknown[] = [headers['set-cookie']].flat()
  const set = lines.find((line) => typeof line === 'string' && line.startsWith(`${guestCookie}=`))
  if (typeof set !== 'string') throw new Error('no cookie of a guest was set')
  return set
}
