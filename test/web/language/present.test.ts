import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type OwnClocks, Present } from '../../../web/language/present.ts'

const minute = 60_000
const start = Date.parse('2026-03-02T09:00:00Z')

/** A phone with a clock that may be wrong, set, or asleep, and a server that is somewhere else. */
class Phone implements OwnClocks {
  passed = 0
  slept = 0
  wrongBy: number
  readonly present: Present

  constructor(wrongBy = 0) {
    this.wrongBy = wrongBy
    this.present = new Present(this)
  }
  wall(): number {
    return start + this.passed + this.wrongBy
  }
  steady(): number {
    return this.passed - this.slept
  }
  sleep(ms: number): void {
    this.passed += ms
    this.slept += ms
  }
  /** Asks the server; so long there, so long back. */
  ask(there: number, back: number, serverAhead = 0): void {
    const askedAt = this.steady()
    this.passed += there
    const at = new Date(start + this.passed + serverAhead).toISOString()
    this.passed += back
    this.present.hear({ at, askedAt })
  }
  /** Milliseconds by which what is shown is ahead of the server. */
  get ahead(): number {
    return this.present.now() - (start + this.passed)
  }
}

test.each([20, -20, 60 * 24])('a clock that is wrong by %i minutes is not believed', (minutes) => {
  const phone = new Phone(minutes * minute)
  expect(phone.ahead).toBe(minutes * minute)
  phone.ask(40, 40)
  expect(Math.abs(phone.ahead)).toBeLessThan(2)
  phone.passed += 30 * minute
  expect(Math.abs(phone.ahead)).toBeLessThan(2)
})

test('the answer that came fastest counts, however lopsided a slow one is', () => {
  const phone = new Phone(5 * minute)
  phone.ask(30, 30)
  for (let turn = 0; turn < 20; turn += 1) {
    phone.passed += 20_000
    phone.ask(10, 4_000)
    expect(Math.abs(phone.ahead)).toBeLessThan(2)
  }
})

test('whatever the answers took, what is shown is wrong by less than half the fastest round trip and the drift', () => {
  const trip = fc.record({
    there: fc.integer({ min: 0, max: 3_000 }),
    back: fc.integer({ min: 0, max: 3_000 }),
    pause: fc.integer({ min: 0, max: 60_000 }),
  })
  fc.assert(
    fc.property(
      fc.integer({ min: -90, max: 90 }),
      fc.array(trip, { minLength: 1, maxLength: 20 }),
      (minutes, trips) => {
        const phone = new Phone(minutes * minute)
        let fastest = Number.POSITIVE_INFINITY
        for (const { there, back, pause } of trips) {
          phone.ask(there, back)
          fastest = Math.min(fastest, there + back)
          phone.passed += pause
          expect(Math.abs(phone.ahead)).toBeLessThanOrEqual(fastest / 2 + phone.passed * 0.0001 + 2)
        }
      },
    ),
  )
})

test('a phone that slept is not behind, and one whose clock is set is not led astray', () => {
  const phone = new Phone(20 * minute)
  phone.ask(20, 20)
  phone.sleep(90 * minute)
  expect(Math.abs(phone.ahead)).toBeLessThan(2)
  phone.wrongBy -= 20 * minute
  phone.ask(20, 20)
  expect(Math.abs(phone.ahead)).toBeLessThan(2)
})

test('who shows the time is told once when it turns out to be another, and not for milliseconds', () => {
  const phone = new Phone(20 * minute)
  let told = 0
  const forget = phone.present.onCorrected(() => (told += 1))
  phone.ask(20, 20)
  expect(told).toBe(1)
  phone.passed += 20_000
  phone.ask(10, 12)
  expect(told).toBe(1)
  // Another server took over, whose clock is not that of the first.
  phone.ask(10, 10, 3 * minute)
  expect(told).toBe(2)
  expect(Math.abs(phone.ahead - 3 * minute)).toBeLessThan(2)
  forget()
  phone.ask(10, 10)
  expect(told).toBe(2)
})

test('whether the time has been heard is known, and told once, where the clock was right as well', () => {
  const phone = new Phone()
  let told = 0
  phone.present.onHeard(() => (told += 1))
  phone.present.hear({ at: 'soon', askedAt: 0 })
  expect(phone.present.isHeard).toBe(false)
  phone.ask(20, 20)
  expect(phone.present.isHeard).toBe(true)
  phone.ask(10, 10)
  expect(told).toBe(1)
})

test('an answer that is no time changes nothing', () => {
  const phone = new Phone()
  phone.present.hear({ at: 'soon', askedAt: 0 })
  expect(phone.ahead).toBe(0)
})
