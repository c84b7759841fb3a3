import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { readDatabaseTime } from '../../db/time.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { expireCalls } from '../../signaling/matching/expiry.ts'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { endStaleDuties, startDuty } from '../../signaling/roster/duty.ts'
import { openSharedClock, type OwnClocks, type SharedClock } from '../../signaling/shared-clock.ts'
import { enterWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addDoctor, addPatient, addShift } from '../support/people.ts'
import { newTicket } from '../support/visits.ts'

const log = pino({ level: 'silent' })
const minute = 60_000
const hospital = openHospital({ now: Temporal.Now.instant().toString(), there: true })
let clocks: SharedClock[] = []

afterEach(async () => {
  await Promise.all(clocks.map((clock) => clock.stop()))
  clocks = []
})

/** A machine whose clock is wrong by so many minutes, and can be set or sent to sleep. */
class Machine implements OwnClocks {
  wrongBy: number
  slept = 0

  constructor(minutes: number) {
    this.wrongBy = minutes * minute
  }
  wall(): number {
    return Date.now() + this.wrongBy
  }
  steady(): number {
    return performance.now() - this.slept
  }
}

async function openOn(own: OwnClocks, ask = () => readDatabaseTime(hospital.db)): Promise<SharedClock> {
  const clock = await openSharedClock({ ask, log, own })
  clocks.push(clock)
  return clock
}

/** Milliseconds by which a clock is ahead of the database's. */
async function ahead(clock: SharedClock): Promise<number> {
  const before = clock.now()
  const at = await readDatabaseTime(hospital.db)
  const after = clock.now()
  const middle = (before.epochMilliseconds + after.epochMilliseconds) / 2
  return middle - at.epochMilliseconds
}

test('machines whose clocks are minutes apart show the database’s time', async () => {
  const [fast, slow] = [await openOn(new Machine(20)), await openOn(new Machine(-7))]
  expect(Math.abs(await ahead(fast))).toBeLessThan(250)
  expect(Math.abs(await ahead(slow))).toBeLessThan(250)
  expect(Math.abs(fast.now().since(slow.now()).total('milliseconds'))).toBeLessThan(250)
})

test('a clock that is set, and a machine that slept, are noticed when the time is asked for next', async () => {
  const machine = new Machine(0)
  const clock = await openOn(machine)
  machine.wrongBy = -30 * minute
  clock.now()
  await expect.poll(() => ahead(clock).then(Math.abs)).toBeLessThan(250)
  machine.slept = 45 * minute
  clock.now()
  await expect.poll(() => ahead(clock).then(Math.abs), { interval: 100 }).toBeLessThan(250)
})

test('a slow answer changes nothing, and time doesn’t go back', async () => {
  let delay = 0
  const ask = async (): Promise<Temporal.Instant> => {
    const at = await readDatabaseTime(hospital.db)
    await new Promise((resolve) => setTimeout(resolve, delay))
    return at
  }
  const machine = new Machine(0)
  const clock = await openOn(machine, ask)
  delay = 600
  let last = clock.now()
  for (let turn = 0; turn < 50; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    const now = clock.now()
    expect(Temporal.Instant.compare(now, last)).toBeGreaterThanOrEqual(0)
    last = now
  }
  expect(Math.abs(await ahead(clock))).toBeLessThan(250)
})

test('a process whose clock is wrong ends neither a call nor a duty of the others too early', async () => {
  const here: Dependencies = { ...hospital, clock: await openOn(new Machine(0)) }
  const there: Dependencies = { ...hospital.there, clock: await openOn(new Machine(20)) }
  hospital.clock.set(here.clock.now().toString())
  const doctor = await addDoctor(hospital)
  await addShift(hospital, doctor, { minutes: 19 })
  await startDuty(here, doctor)
  const compatriot = await addCompatriot(hospital)
  await enterWaitingRoom(here, compatriot, newTicket(await addPatient(hospital, compatriot)))
  const match = await matchOnce(there)
  expect(match).toBeDefined()
  expect(await expireCalls(there)).toBe(0)
  expect(await endStaleDuties(there)).toBe(0)
  const { callUntil } = await hospital.db.selectFrom('call').select('callUntil').executeTakeFirstOrThrow()
  const left = callUntil.since(await readDatabaseTime(hospital.db)).total('seconds')
  expect(left).toBeGreaterThan(10)
  expect(left).toBeLessThan(5 * 60)
})
