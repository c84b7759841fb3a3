import { beforeEach, expect, test } from 'vitest'
import { expireCalls } from '../../signaling/matching/expiry.ts'
import { portionSize } from '../../signaling/portions.ts'
import { countStatements } from '../support/counting.ts'
import { openHospital } from '../support/hospital.ts'
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

test('calls that run out together share a commit, what is read of who looks on, and most of the rest', async () => {
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
  expect((forTwelve - forTwo) / 10).toBeLessThanOrEqual(3)
  expect(await waitingIds(hospital)).toHaveLength(14)
})

test('what a sweep has no time for is left to the next one', async () => {
  await addRunOut(portionSize + 3)
  expect(await expireCalls(hospital, 0)).toBe(portionSize)
  expect((await openCalls(hospital)).size).toBe(3)
  expect(await expireCalls(hospital, 0)).toBe(3)
  expect(await waitingIds(hospital)).toHaveLength(portionSize + 3)
})
