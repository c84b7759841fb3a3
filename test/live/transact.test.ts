import { expect, test } from 'vitest'
import { LockHeld } from '../../db/locks.ts'
import { transact } from '../../signaling/live/transact.ts'
import { openHospital } from '../support/hospital.ts'

const hospital = openHospital()

test('whoever meets a lock that somebody holds asks for it less and less often', async () => {
  const heldUntil = performance.now() + 2_000
  const triedAt: number[] = []
  const result = await transact(hospital, () => {
    triedAt.push(performance.now())
    return performance.now() < heldUntil ? Promise.reject(new LockHeld('held')) : Promise.resolve('got it')
  })
  expect(result).toBe('got it')
  // 30 + 60 + 120 + 240 + 480 + 960 ms lie between, a quarter more or less.
  expect(triedAt.length).toBeGreaterThan(4)
  expect(triedAt.length).toBeLessThanOrEqual(10)
  // Nobody waits for a lock that is free for much longer than a second.
  expect(performance.now() - heldUntil).toBeLessThan(1_600)
})
