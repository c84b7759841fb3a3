import { beforeEach, expect, test } from 'vitest'
import { expireCalls } from '../../signaling/matching/expiry.ts'
import { portionSize } from '../../signaling/portions.ts'
import { countStatements } from '../support/counting.ts'
import { callsInVainAnHour } from '../../signaling/waiting-room/rules/place.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot } from '../support/people.ts'
import { addCall } from '../support/visits.ts'
import { emptyWaitingRoom, openCalls, waitingIds } from '../waiting-room/scene.ts'

const hospital = openHospital()
beforeEach(() => emptyWaitingRoom(hospital))

/** Calls that nobody has answered, each of an account and a doctor of its own. */
async function addRunOut(count: number): Promise<void> {
  for (let nth = 0; nth < count; nth += 1) await addCall(hospital)
  hospital.clock.forward({ seconds: 91 })
}

async function countCommits(): Promise<number> {
  const { commits } = await hospital.db
    .selectFrom('outbox')
    .select(({ fn }) => fn.countAll<number>().as('commits'))
    .executeTakeFirstOrThrow()
  return commits
}

test('calls that run out together share a commit, and their statements', async () => {
  const { counted, takeStatements } = countStatements(hospital)
  const costOf = async (calls: number): Promise<number> => {
    await addRunOut(calls)
    const commits = await countCommits()
    takeStatements()
    expect(await expireCalls(counted)).toBe(calls)
    expect(await countCommits()).toBe(commits + 1)
    return takeStatements()
  }
  const forTwo = await costOf(2)
  const forTwelve = await costOf(12)
  expect(forTwelve).toBe(forTwo)
  expect(await waitingIds(hospital)).toHaveLength(14)
})

test('calls that run out together leave each place as if it had run out alone', async () => {
  const common = await addCall(hospital)
  const third = await addCall(hospital)
  await hospital.db.updateTable('ticket').set({ callsMissed: 2 }).where('id', '=', third.ticketId).execute()
  const owner = await addCompatriot(hospital)
  const household: string[] = []
  for (let nth = 1; nth < callsInVainAnHour; nth += 1) household.push((await addCall(hospital, { owner })).ticketId)
  await hospital.db
    .insertInto('call')
    .columns([
      'ticketId',
      'patientId',
      'expertId',
      'reasons',
      'matchedAt',
      'callUntil',
      'roomName',
      'endedAt',
      'endReason',
    ])
    .expression(
      hospital.db
        .selectFrom('call')
        .select(['ticketId', 'patientId', 'expertId', 'reasons', 'matchedAt', 'callUntil'])
        .select((eb) => [
          eb.val('earlier').as('room'),
          eb.ref('callUntil').as('endedAt'),
          eb.val('declined').as('reason'),
        ])
        .where('ticketId', '=', household[0] ?? ''),
    )
    .execute()
  hospital.clock.forward({ seconds: 91 })
  const now = hospital.clock.now()
  await expireCalls(hospital)
  const tickets = await hospital.db
    .selectFrom('ticket')
    .leftJoin('waiting', 'waiting.ticketId', 'ticket.id')
    .select(['ticket.id', 'status', 'callsMissed', 'waiting.notBefore', 'waiting.queue'])
    .execute()
  const placeOf = (ticketId: string) => tickets.find(({ id }) => id === ticketId)
  const waits = { status: 'waiting', callsMissed: 1, queue: 'generalPractice' }
  expect(placeOf(common.ticketId)).toMatchObject({ ...waits, notBefore: now.add({ minutes: 2 }) })
  expect(placeOf(third.ticketId)).toMatchObject({ status: 'left', callsMissed: 3, notBefore: null })
  for (const id of household) expect(placeOf(id)).toMatchObject({ ...waits, notBefore: now.add({ hours: 1 }) })
})

test('what a sweep has no time for is left to the next one', async () => {
  await addRunOut(portionSize + 3)
  expect(await expireCalls(hospital, 0)).toBe(portionSize)
  expect((await openCalls(hospital)).size).toBe(3)
  expect(await expireCalls(hospital, 0)).toBe(3)
  expect(await waitingIds(hospital)).toHaveLength(portionSize + 3)
})
