import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Specialty, SpokenLanguage } from '../../signaling/shapes.ts'
import { inSteps, minutesLeft, typicalMinutes } from '../../signaling/waiting-room/rules/estimate.ts'
import { Forecast, type WaitingLine, type WorkingDoctor } from '../../signaling/waiting-room/rules/forecast.ts'
import { minutesIn } from '../../signaling/waiting-room/figures.ts'
import { expectedMinutes } from '../../signaling/waiting-room/rules/visit-length.ts'
import { specialtyOf, standInsOf, widenUrgentAfterMinutes } from '../../signaling/waiting-room/rules/widening.ts'

const now = Temporal.Instant.from('2026-03-02T09:00:00Z')

function doctor(over: Partial<WorkingDoctor> & { speaks?: SpokenLanguage[] } = {}): WorkingDoctor {
  const { speaks = ['cmn'], ...rest } = over
  return {
    expertId: 'expert-0',
    specialties: ['generalPractice'],
    languages: speaks.map((language) => ({ language, proficiency: 'native' })),
    freeIn: 0,
    shiftEndsIn: 480,
    bookedIn: [],
    ...rest,
  }
}

function line(keys: readonly number[], over: Partial<WaitingLine> = {}): WaitingLine {
  return {
    name: 'a line',
    queue: 'generalPractice',
    languages: ['cmn'],
    interpreterWanted: false,
    urgency: 'routine',
    birthDate: null,
    expertId: null,
    keys,
    waited: keys.map(() => 0),
    callableIn: [],
    ...over,
  }
}

function said(lines: readonly WaitingLine[], doctors: readonly WorkingDoctor[]): (number | null)[][] {
  const forecast = new Forecast(lines, doctors, expectedMinutes, now)
  return lines.map((one) => one.keys.map((key) => minutesIn(forecast.lines.get(one)?.steps ?? [], key)))
}

describe('what an estimate is made of', () => {
  test.each([
    ['too few visits: the expectation', 'generalPractice', [3, 3, 3], 12],
    ['the median, whatever the outliers', 'generalPractice', [5, 6, 7, 8, 600], 7],
    ['of an even number', 'tcm', [5, 6, 7, 8, 9, 10], 7.5],
    ['never nothing', 'tcm', [0, 0, 0, 0, 0], 1],
  ] as const)('the length of a visit: %s', (_, queue, visits, minutes) => {
    expect(typicalMinutes(queue, visits)).toBe(minutes)
  })

  test.each([
    [12, 0, 12],
    [12, 8, 4],
    [12, 40, 3],
  ])('a visit of %i minutes that has lasted %i goes on for %i', (typical, sofar, left) => {
    expect(minutesLeft(typical, sofar)).toBe(left)
  })

  test.each([
    [0.9, 0],
    [1, 5],
    [12, 15],
    [60, 60],
    [61, 75],
    [179, 180],
    [181, 240],
  ])('%d minutes are said as %i', (minutes, step) => {
    expect(inSteps(minutes)).toBe(step)
  })
})

describe('a forecast', () => {
  test('one doctor sees them one after the other, and nobody after the end of the shift', () => {
    expect(said([line([1, 2, 3, 4])], [doctor({ shiftEndsIn: 40 })])).toEqual([[0, 15, 25, null]])
    expect(said([line([1])], [doctor({ freeIn: 7 })])).toEqual([[10]])
  })

  test('who speaks another language waits for another doctor, and doesn’t stand in the way', () => {
    const french = line([1, 2], { languages: ['fr'] })
    expect(said([french, line([3])], [doctor()])).toEqual([[null, null], [0]])
    expect(said([french, line([3])], [doctor(), doctor({ expertId: 'b', speaks: ['fr'] })])).toEqual([[0, 15], [0]])
    expect(said([{ ...french, interpreterWanted: true }, line([3])], [doctor()])).toEqual([[0, 15], [25]])
  })

  test('a doctor of two queues serves both in the one order', () => {
    const both = doctor({ specialties: ['tcm', 'dermatology'] })
    expect(said([line([1, 3], { queue: 'tcm' }), line([2], { queue: 'dermatology' })], [both])).toEqual([[0, 30], [20]])
  })

  test('an emergency is taken by who stands in; an urgent one once its quarter of an hour is over', () => {
    const emergency = line([1], { queue: 'respiratory', urgency: 'emergency' })
    expect(said([emergency, line([2])], [doctor()])).toEqual([[0], [15]])
    const urgent = line([1], { queue: 'respiratory', urgency: 'urgent', waited: [5] })
    expect(said([urgent], [doctor()])).toEqual([[10]])
    const specialist = doctor({ expertId: 'b', specialties: ['respiratory'], freeIn: 2 })
    expect(said([urgent], [doctor(), specialist])).toEqual([[5]])
  })

  test('a booked patient is seen by their doctor at the hour, and by nobody else', () => {
    const booked = line([1], { expertId: 'expert-0', callableIn: [20] })
    expect(said([booked], [doctor(), doctor({ expertId: 'b' })])).toEqual([[20]])
    expect(said([booked], [doctor({ expertId: 'b' })])).toEqual([[null]])
  })

  test('a booked patient whose hour has come does not wait for the hour of the next one', () => {
    expect(said([line([1, 2], { expertId: 'expert-0', callableIn: [0, 20] })], [doctor()])).toEqual([[0, 20]])
  })

  test('a doctor takes others until the hour of a booked patient who has arrived', () => {
    const booked = line([1, 2], { expertId: 'expert-0', callableIn: [20, 25] })
    expect(said([booked, line([3, 4, 5])], [doctor()])).toEqual([
      [20, 35],
      [0, 15, 50],
    ])
  })

  test('a slot that is booked comes before those who walk in', () => {
    expect(said([line([1, 2, 3])], [doctor({ bookedIn: [10] })])).toEqual([[0, 25, 40]])
  })

  test('says how many doctors could take a line, and when a newcomer would be called', () => {
    const doctors = [
      doctor({ freeIn: 5 }),
      doctor({ expertId: 'b', speaks: ['fr'] }),
      doctor({ expertId: 'c', shiftEndsIn: 5 }),
    ]
    const waiting = line([1])
    const forecast = new Forecast([waiting], doctors, expectedMinutes, now)
    expect(forecast.lines.get(waiting)?.doctors).toBe(1)
    const newcomer = (language: SpokenLanguage) => forecast.forNewcomer({ ...waiting, languages: [language] })
    expect([newcomer('cmn'), newcomer('fr'), newcomer('pt')]).toEqual([20, 0, null])
  })

  const some = <Value>(...values: Value[]) => fc.subarray(values, { minLength: 1 })
  const someDoctors = fc
    .array(
      fc.record({
        specialties: some<Specialty>('generalPractice', 'respiratory', 'tcm'),
        speaks: some<SpokenLanguage>('cmn', 'fr'),
        freeIn: fc.constantFrom(0, 0, 4, 9),
        shiftEndsIn: fc.integer({ min: 0, max: 90 }),
        bookedIn: fc
          .array(fc.integer({ min: 0, max: 60 }), { maxLength: 2 })
          .map((all) => all.toSorted((a, b) => a - b)),
      }),
      { maxLength: 5 },
    )
    .map((all) => all.map((one, index) => doctor({ ...one, expertId: `expert-${String(index)}` })))
  const someLines = fc
    .array(
      fc.record({
        queue: fc.constantFrom('generalPractice', 'triage', 'respiratory', 'tcm'),
        languages: some<SpokenLanguage>('cmn', 'fr', 'pt'),
        interpreterWanted: fc.boolean(),
        urgency: fc.constantFrom('routine', 'urgent', 'emergency'),
        expertId: fc.option(fc.constantFrom('expert-0', 'expert-1'), { freq: 5 }),
        mayCallIn: fc.array(fc.constantFrom(0, 15), { minLength: 4, maxLength: 4 }),
        count: fc.integer({ min: 1, max: 4 }),
      }),
      { maxLength: 5 },
    )
    .chain((all) =>
      fc
        .shuffledSubarray(
          Array.from({ length: 40 }, (_, key) => key),
          { minLength: 20, maxLength: 20 },
        )
        .map((keys) =>
          all.map(({ count, mayCallIn, ...facts }, index) => {
            const own = keys.slice(index * 4, index * 4 + count).toSorted((a, b) => a - b)
            const callableIn = facts.expertId === null ? [] : mayCallIn.slice(0, count).toSorted((a, b) => a - b)
            return line(own, { ...facts, callableIn, waited: own.map((key) => 40 - key) })
          }),
        ),
    )

  /** The same by trying every doctor for every ticket. Whom nobody has time for, nobody has time for behind them. */
  function tryAll(lines: readonly WaitingLine[], doctors: readonly WorkingDoctor[]): (number | null)[][] {
    const kindOf = (one: WorkingDoctor) =>
      `${one.specialties.toSorted().join()} ${one.languages
        .map(({ language }) => language)
        .toSorted()
        .join()}`
    const kinds = [...new Set(doctors.map(kindOf))]
    let stamp = 0
    const desks = doctors.map((one) => ({
      ...one,
      bookedIn: [...one.bookedIn],
      kind: kinds.indexOf(kindOf(one)),
      stamp: stamp++,
    }))
    const answers = lines.map((one) => one.keys.map((): number | null => null))
    const over = new Set<number>()
    const tickets = lines.flatMap((one, at) => one.keys.map((key, index) => ({ one, at, key, index })))
    for (const { one, at, index } of tickets.toSorted((a, b) => a.key - b.key)) {
      if (over.has(at)) continue
      const standIns = standInsOf({ ...one, arrivedAt: now }, now)
      const from = one.urgency === 'emergency' ? 0 : Math.max(0, widenUrgentAfterMinutes - (one.waited[index] ?? 0))
      const options = desks.flatMap((desk) => {
        if (one.expertId !== null) {
          const hour = one.callableIn[index] ?? 0
          const free = desk.bookedIn
            .filter((start) => start <= hour)
            .reduce((until, start) => Math.max(until, start) + expectedMinutes(one.queue), desk.freeIn)
          const start = Math.max(free, hour)
          return desk.expertId === one.expertId && start < desk.shiftEndsIn ? [{ desk, away: 0, at: start }] : []
        }
        const speaks = desk.languages.some(({ language }) => one.languages.includes(language))
        if (!speaks && !one.interpreterWanted) return []
        const isOwn = desk.specialties.includes(specialtyOf(one.queue))
        if (!isOwn && !desk.specialties.some((specialty) => standIns.includes(specialty))) return []
        const start = isOwn ? desk.freeIn : Math.max(desk.freeIn, from)
        return start + expectedMinutes(one.queue) <= desk.shiftEndsIn ? [{ desk, away: isOwn ? 0 : 1, at: start }] : []
      })
      const [best] = options.toSorted(
        (a, b) =>
          a.at - b.at ||
          a.away - b.away ||
          a.desk.kind - b.desk.kind ||
          a.desk.freeIn - b.desk.freeIn ||
          a.desk.stamp - b.desk.stamp,
      )
      if (best === undefined) {
        over.add(at)
        continue
      }
      const answer = answers[at]
      if (answer !== undefined) answer[index] = inSteps(best.at)
      const hour = one.callableIn[index] ?? 0
      if (hour > best.desk.freeIn) {
        best.desk.bookedIn = [...best.desk.bookedIn, hour].toSorted((a, b) => a - b)
        continue
      }
      if (one.expertId !== null) best.desk.bookedIn = best.desk.bookedIn.filter((start) => start > hour)
      best.desk.freeIn = best.at + expectedMinutes(one.queue)
      best.desk.stamp = stamp++
      while ((best.desk.bookedIn[0] ?? Infinity) <= best.desk.freeIn) {
        best.desk.bookedIn.shift()
        best.desk.freeIn += expectedMinutes(one.queue)
      }
    }
    return answers
  }

  test('says what trying every doctor for every ticket finds', () => {
    fc.assert(
      fc.property(someLines, someDoctors, (lines, doctors) => {
        expect(said(lines, doctors)).toEqual(tryAll(lines, doctors))
      }),
      { numRuns: 500 },
    )
  })

  test('never says less to somebody further back in the same line', () => {
    fc.assert(
      fc.property(someLines, someDoctors, (lines, doctors) => {
        for (const answers of said(lines, doctors)) {
          const minutes = answers.map((one) => one ?? Infinity)
          expect(minutes).toEqual(minutes.toSorted((a, b) => a - b))
        }
      }),
    )
  })
})
