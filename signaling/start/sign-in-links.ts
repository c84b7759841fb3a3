import { type Kysely, sql } from 'kysely'

import type { Database } from '../../db/tables.ts'
import { systemClock } from '../clock.ts'
import { createSignInLink } from '../identity/sign-in.ts'

/**
 * A fresh single-use link for each of the three kinds of people, each under a loopback name of its own: a browser keeps
 * cookies by name, so that one window can hold all three sessions side by side.
 */
export async function createDemoLinks(
  db: Kysely<Database>,
  port: number,
  addresses: readonly string[],
): Promise<{ role: string; url: string }[]> {
  const hosts = loopbackNames(addresses)
  const accounts = [
    { role: 'compatriot', accountId: await findFirst(db, 'compatriot'), host: hosts[0] },
    { role: 'doctor', accountId: await findDoctorOnShift(db), host: hosts[1] },
    { role: 'coordinator', accountId: await findFirst(db, 'coordinator'), host: hosts[2] },
  ]
  const links: { role: string; url: string }[] = []
  for (const { role, accountId, host } of accounts) {
    if (accountId === undefined) continue
    const token = await createSignInLink({ db, clock: systemClock }, accountId)
    links.push({ role, url: `http://${host}:${port}/sign-in/link/${token}` })
  }
  return links
}

/** Where ::1 is not listened on: browsers take every name below localhost for this machine, without asking anybody. */
function loopbackNames(addresses: readonly string[]): [string, string, string] {
  const hasIPv6 = addresses.includes('::1') || addresses.includes('::')
  return ['localhost', '127.0.0.1', hasIPv6 ? '[::1]' : 'coordinator.localhost']
}

async function findFirst(db: Kysely<Database>, role: 'compatriot' | 'coordinator'): Promise<string | undefined> {
  const account = await db
    .selectFrom('account')
    .select('id')
    .where('role', '=', role)
    .orderBy('createdAt')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return account?.id
}

/** Whoever is on shift longest from now, a general practitioner if there is one; else any doctor. */
async function findDoctorOnShift(db: Kysely<Database>): Promise<string | undefined> {
  const expert = await db
    .selectFrom('expert')
    .leftJoin('shift', (join) =>
      join
        .onRef('shift.expertId', '=', 'expert.id')
        .on('shift.cancelledAt', 'is', null)
        .on(sql<boolean>`shift.during @> now()`),
    )
    .select('expert.accountId')
    .where('expert.retiredAt', 'is', null)
    .orderBy(sql`shift.id is null`)
    .orderBy(sql`'generalPractice' = any(expert.specialties)`, 'desc')
    .orderBy(sql`upper(shift.during)`, 'desc')
    .limit(1)
    .executeTakeFirst()
  return expert?.accountId
}
