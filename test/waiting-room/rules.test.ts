import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { whyBlocked } from '../../signaling/board/blocked.ts'
import { reasonsFor } from '../../signaling/matching/reasons.ts'
import { type History, suitability } from '../../signaling/matching/suitability.ts'
import { queuesServedBy } from '../../signaling/queues.ts'
import { specialties, spokenLanguages, queues, redFlags } from '../../signaling/vocabulary.ts'
import {
  type DoctorOnDuty,
  findObstacle,
  mayMeet,
  serves,
  type WaitingTicket,
} from '../../signaling/waiting-room/eligibility.ts'
import { compareDoctors, compareTickets, queueKey, urgencyBonus } from '../../signaling/waiting-room/order.ts'
import { afterMissedCall, mayArrive, placeOf } from '../../signaling/waiting-room/place.ts'
import { urgencyOf } from '../../signaling/waiting-room/urgency.ts'
import { expectedMinutes } from '../../signaling/waiting-room/visit-length.ts'
import { planAtOnce } from '../matching/plan-at-once.ts'

const now = Temporal.Instant.from('2026-03-29T10:00:00Z')
const minutesAgo = (minutes: number) => now.subtract({ minutes })
const inMinutes = (minutes: number) => now.add({ minutes })
const nobodyKnown: History = new Map()

function ticket(over: Partial<WaitingTicket> & { id?: number } = {}): WaitingTicket {
  const { id = 1, ...rest } = over
  const base = {
    ticketId: `ticket-${id}`,
    patientId: `patient-${id}`,
    queue: 'generalPractice',
    languages: ['cmn'],
    interpreterWanted: false,
    urgency: 'routine',
    triaged: false,
    arrivedAt: minutesAgo(10),
    notBefore: minutesAgo(10),
    expertId: null,
    firstSince: null,
    birthDate: null,
    ...rest,
  } satisfies Omit<WaitingTicket, 'queueKey'>
  return { queueKey: queueKey({ ...base, number: id }), ...base, ...rest }
}

function doctor(over: Partial<DoctorOnDuty> & { id?: number } = {}): DoctorOnDuty {
  const { id = 1, ...rest } = over
  return {
    expertId: `expert-${id}`,
    specialties: ['generalPractice'],
    languages: [{ language: 'cmn', proficiency: 'native' }],
    shiftEndsAt: inMinutes(240),
    free: true,
    visits: 0,
    idleSince: minutesAgo(30),
    ...rest,
  }
}

describe('urgency', () => {
  test.each([
    [[], 'routine'],
    [['infantFever'], 'urgent'],
    [['pregnancyBleeding'], 'urgent'],
    [['pregnancyBleeding', 'heavyBleeding'], 'emergency'],
    [['infantFever', 'chestPain'], 'emergency'],
    [['selfHarm'], 'emergency'],
  ] as const)('of %j is %s', (flags, urgency) => {
    expect(urgencyOf(flags)).toBe(urgency)
  })

  test('one flag more never makes a ticket less urgent', () => {
    const rank = { emergency: 0, urgent: 1, routine: 2 }
    fc.assert(
      fc.property(fc.subarray([...redFlags]), fc.constantFrom(...redFlags), (flags, more) => {
        expect(rank[urgencyOf([...flags, more])]).toBeLessThanOrEqual(rank[urgencyOf(flags)])
      }),
    )
  })
})

describe('the key of a place', () => {
  test.each([
    ['urgent before a routine one who has waited an hour', 'urgent', 0, 'routine', 60, -1],
    ['urgent after a routine one who has waited longer than the bonus', 'urgent', 0, 'routine', 121, 1],
    ['emergency before a routine one who has waited the night', 'emergency', 0, 'routine', 11 * 60, -1],
    ['emergency before an urgent one who has waited four hours', 'emergency', 0, 'urgent', 240, -1],
    ['who came first, goes first', 'routine', 2, 'routine', 1, -1],
  ] as const)('%s', (_, urgency, waited, otherUrgency, otherWaited, sign) => {
    const key = queueKey({ arrivedAt: minutesAgo(waited), urgency, number: 2 })
    const other = queueKey({ arrivedAt: minutesAgo(otherWaited), urgency: otherUrgency, number: 1 })
    expect(Math.sign(key - other)).toBe(sign)
  })

  test('nobody starves: who has waited longer than any bonus goes before everybody who comes', () => {
    const bonus = Math.max(...Object.values(urgencyBonus)) / 60_000_000
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.constantFrom('emergency', 'urgent', 'routine'),
        (beyond, urgency) => {
          const waited = queueKey({ arrivedAt: minutesAgo(bonus + beyond), urgency: 'routine', number: 9_999 })
          expect(waited).toBeLessThan(queueKey({ arrivedAt: now, urgency, number: 1 }))
        },
      ),
    )
  })

  test('is a whole number, and another one for each of 99,999 who come at the same moment', () => {
    const keys = Array.from({ length: 99_999 }, (_, index) =>
      queueKey({ arrivedAt: now, urgency: 'routine', number: index + 1 }),
    )
    expect(new Set(keys).size).toBe(99_999)
    expect(keys.every(Number.isSafeInteger)).toBe(true)
    expect(keys).toEqual(keys.toSorted((a, b) => a - b))
  })
})

describe('a place', () => {
  const facts = { number: 7, arrivedAt: now, urgency: 'routine', specialty: null, appointment: undefined } as const
  const appointment = { expertId: 'expert-1', specialty: 'tcm', slotStartsAt: inMinutes(25) } as const

  test('of somebody not sure is in triage, for nobody in particular', () => {
    expect(placeOf(facts, now)).toMatchObject({ queue: 'triage', expertId: null, notBefore: now })
  })

  test('of a booked patient is with the expert, from ten minutes before the slot', () => {
    const place = placeOf({ ...facts, specialty: 'tcm', appointment }, now)
    expect(place).toMatchObject({ queue: 'tcm', expertId: 'expert-1' })
    expect(place.notBefore.equals(inMinutes(15))).toBe(true)
    expect(place.queueKey).toBeLessThan(queueKey({ arrivedAt: minutesAgo(600), urgency: 'routine', number: 1 }))
  })

  test('of a booked patient sent to another specialty is like everybody else’s', () => {
    const place = placeOf({ ...facts, specialty: 'dermatology', appointment }, now)
    expect(place).toEqual(placeOf({ ...facts, specialty: 'dermatology' }, now))
  })

  test('of a booked patient who comes as an emergency is that of an emergency: at once, with whoever is free', () => {
    const emergency = { ...facts, specialty: 'tcm', urgency: 'emergency' } as const
    expect(placeOf({ ...emergency, appointment }, now)).toEqual(placeOf(emergency, now))
    const begun = { ...appointment, slotStartsAt: minutesAgo(5) }
    expect(placeOf({ ...emergency, appointment: begun }, now).queueKey).toBeLessThan(placeOf(emergency, now).queueKey)
  })

  test('taken up again keeps its key', () => {
    const first = placeOf(facts, now)
    expect(placeOf(facts, inMinutes(50)).queueKey).toBe(first.queueKey)
    expect(afterMissedCall(now).equals(inMinutes(2))).toBe(true)
  })

  test.each([
    [31, 'tooEarly'],
    [30, 'welcome'],
    [0, 'welcome'],
    [-14, 'welcome'],
    [-15, 'over'],
  ])('can be taken %i minutes before the slot: %s', (before, answer) => {
    const start = inMinutes(before)
    expect(mayArrive({ start, end: start.add({ minutes: 15 }) }, now)).toBe(answer)
  })
})

describe('who may meet', () => {
  const pt = { language: 'pt', proficiency: 'native' } as const
  test.each([
    ['a shared language', {}, {}, undefined],
    ['a basic one', {}, { languages: [{ language: 'cmn', proficiency: 'basic' }] }, undefined],
    ['no shared language', {}, { languages: [pt] }, 'language'],
    ['an interpreter wanted', { interpreterWanted: true }, { languages: [pt] }, undefined],
    ['another specialty', { queue: 'tcm' }, {}, 'specialty'],
    ['not sure, with general practice', { queue: 'triage' }, {}, undefined],
    ['not sure, with TCM', { queue: 'triage' }, { specialties: ['tcm'] }, 'specialty'],
    ['twelve minutes left', {}, { shiftEndsAt: inMinutes(12) }, undefined],
    ['eleven minutes left', {}, { shiftEndsAt: inMinutes(11) }, 'shiftEnds'],
    ['eleven minutes left for one who is booked', { expertId: 'expert-1' }, { shiftEndsAt: inMinutes(11) }, undefined],
    ['booked with the doctor', { expertId: 'expert-1', languages: ['fr'] }, {}, undefined],
    ['booked with another', { expertId: 'expert-2' }, {}, 'otherDoctor'],
    ['called a moment ago', { notBefore: inMinutes(1) }, {}, 'notYet'],
    ['a shift that is over', { expertId: 'expert-1' }, { shiftEndsAt: now }, 'shiftEnds'],
  ] as const)('%s', (_, ofTicket, ofDoctor, obstacle) => {
    expect(findObstacle(ticket(ofTicket), doctor(ofDoctor), now)).toBe(obstacle)
  })

  test('nobody who is not free', () => {
    expect(mayMeet(ticket(), doctor({ free: false }), now)).toBe(false)
  })

  test.each([
    ['matched in a moment', {}, [{}], null],
    ['nobody on duty', { queue: 'tcm' }, [{}], 'nobodyOnDuty'],
    ['not sure, and no general practice', { queue: 'triage' }, [{ specialties: ['tcm'] }], 'needsTriage'],
    ['not sure, and general practice busy', { queue: 'triage' }, [{ free: false }], 'needsTriage'],
    ['all busy', {}, [{ free: false }], 'allBusy'],
    ['no shared language', { languages: ['fr'] }, [{}], 'noSharedLanguage'],
    ['shift ends soon', {}, [{ shiftEndsAt: inMinutes(5) }], 'shiftEndsSoon'],
    ['called back soon', { notBefore: inMinutes(1) }, [{}], 'calledBackSoon'],
    ['booked, doctor away', { expertId: 'expert-9' }, [{}], 'appointmentDoctorAway'],
    ['booked, doctor busy', { expertId: 'expert-1' }, [{ free: false }], 'allBusy'],
  ] as const)('blocked: %s', (_, ofTicket, doctors, blocked) => {
    expect(
      whyBlocked(
        ticket(ofTicket),
        doctors.map((one) => doctor(one)),
        now,
      ),
    ).toBe(blocked)
  })
})

describe('among doctors', () => {
  const suits = { expertId: 'a', distance: 0, visitsTogether: 0, languageRank: 1, visits: 3, idleSince: 1_000 }
  test.each([
    ['the specialty before continuity', { distance: 1, visitsTogether: 1 }, 1],
    ['continuity before language', { visitsTogether: 1, languageRank: 2 }, -1],
    ['language before fairness', { languageRank: 0, visits: 9 }, -1],
    ['fewer visits', { visits: 2, idleSince: 2_000 }, -1],
    ['longer idle', { idleSince: 999 }, -1],
    ['more visits', { visits: 4 }, 1],
  ])('%s', (_, better, sign) => {
    expect(Math.sign(compareDoctors({ ...suits, expertId: 'b', ...better }, suits))).toBe(sign)
  })
})

describe('a plan', () => {
  const pairs = (plan: ReturnType<typeof planAtOnce>) =>
    plan.map((one) => `${one.ticket.ticketId} ${one.doctor.expertId}`)

  test('gives way to the next patient where two doctors would do', () => {
    const speaksBoth = doctor({
      id: 1,
      visits: 0,
      languages: [
        { language: 'cmn', proficiency: 'native' },
        { language: 'fr', proficiency: 'basic' },
      ],
    })
    const speaksMandarin = doctor({ id: 2, visits: 9 })
    const plan = planAtOnce(
      [ticket({ id: 1, arrivedAt: minutesAgo(20) }), ticket({ id: 2, languages: ['fr'], arrivedAt: minutesAgo(5) })],
      [speaksBoth, speaksMandarin],
      nobodyKnown,
      now,
    )
    expect(pairs(plan)).toEqual(['ticket-1 expert-2', 'ticket-2 expert-1'])
    expect(plan[0]?.reasons.map(({ code }) => code)).not.toContain('fairness')
  })

  test('prefers the doctor who knows the patient', () => {
    const history: History = new Map([['ticket-1', new Map([['expert-2', 3]])]])
    const [match] = planAtOnce([ticket()], [doctor(), doctor({ id: 2, visits: 5 })], history, now)
    expect(match?.doctor.expertId).toBe('expert-2')
    expect(match?.reasons).toContainEqual({ code: 'continuity', count: 3 })
  })

  test('says why, and nothing that is not so', () => {
    const [match] = planAtOnce([ticket()], [doctor(), doctor({ id: 2, visits: 1 })], nobodyKnown, now)
    expect(match?.reasons).toEqual([
      { code: 'waitedLongest', minutes: 10 },
      { code: 'specialty', specialty: 'generalPractice' },
      { code: 'language', language: 'cmn' },
      { code: 'fairness', count: 0 },
    ])
  })

  test('does not say that somebody who has just come has waited', () => {
    const [match] = planAtOnce([ticket({ arrivedAt: now })], [doctor()], nobodyKnown, now)
    expect(match?.reasons.map(({ code }) => code)).toEqual(['specialty', 'language'])
  })

  test('by hand, booked, triaged, by an interpreter', () => {
    const choice = { visitsTogether: 0, waitedLongest: true, byFairness: false, byHand: true }
    const codes = (of: Partial<WaitingTicket>, by: Partial<DoctorOnDuty>) =>
      reasonsFor(ticket(of), doctor(by), choice, now).map(({ code }) => code)
    expect(codes({ expertId: 'expert-1' }, {})).toEqual(['assignedByHand', 'appointment', 'specialty', 'language'])
    expect(
      codes({ triaged: true, urgency: 'urgent' }, { languages: [{ language: 'cmn', proficiency: 'basic' }] }),
    ).toEqual(['assignedByHand', 'urgency', 'specialtyByTriage', 'languageBasic'])
    expect(codes({ interpreterWanted: true, queue: 'triage' }, { specialties: ['tcm'], languages: [] })).toEqual([
      'assignedByHand',
      'waitedLongest',
      'interpreter',
    ])
  })

  const someTicket = fc.record({
    queue: fc.constantFrom(...queues.slice(0, 4)),
    languages: fc.subarray([...spokenLanguages].slice(0, 4), { minLength: 1 }),
    interpreterWanted: fc.boolean(),
    urgency: fc.constantFrom('emergency', 'urgent', 'routine'),
    arrivedAt: fc.integer({ min: 0, max: 300 }).map(minutesAgo),
    notBefore: fc.integer({ min: -3, max: 60 }).map(minutesAgo),
    expertId: fc.option(fc.constantFrom('expert-0', 'expert-1'), { freq: 6 }),
    birthDate: fc.option(fc.constantFrom('1950-01-01', '2020-01-01')),
  })
  const someDoctor = fc.record({
    specialties: fc.subarray([...specialties].slice(0, 3), { minLength: 1 }),
    languages: fc
      .subarray([...spokenLanguages].slice(0, 4))
      .chain((spoken) =>
        fc
          .array(fc.constantFrom('native', 'fluent', 'basic'), { minLength: spoken.length, maxLength: spoken.length })
          .map((skills) => spoken.map((language, index) => ({ language, proficiency: skills[index] ?? 'basic' }))),
      ),
    shiftEndsAt: fc.integer({ min: 0, max: 60 }).map(inMinutes),
    free: fc.boolean(),
    visits: fc.integer({ min: 0, max: 3 }),
  })
  const scene = fc.record({
    tickets: fc.array(someTicket, { maxLength: 7 }).map((all) => all.map((one, id) => ticket({ id, ...one }))),
    doctors: fc.array(someDoctor, { maxLength: 5 }).map((all) => all.map((one, id) => doctor({ id, ...one }))),
    history: fc
      .array(fc.tuple(fc.nat(6), fc.nat(4)), { maxLength: 5 })
      .map((known): History => new Map(known.map(([of, by]) => [`ticket-${of}`, new Map([[`expert-${by}`, 1]])]))),
  })

  test('pairs nobody who may not meet, and nobody twice', () => {
    fc.assert(
      fc.property(scene, ({ tickets, doctors, history }) => {
        const plan = planAtOnce(tickets, doctors, history, now)
        for (const one of plan) expect(mayMeet(one.ticket, one.doctor, now)).toBe(true)
        expect(new Set(plan.map((one) => one.ticket.ticketId)).size).toBe(plan.length)
        expect(new Set(plan.map((one) => one.doctor.expertId)).size).toBe(plan.length)
      }),
    )
  })

  test('is the same whatever the order of what it is given', () => {
    fc.assert(
      fc.property(scene, fc.infiniteStream(fc.nat()), ({ tickets, doctors, history }, shuffle) => {
        const shuffled = <Item>(items: readonly Item[]) =>
          items
            .map((item) => ({ item, at: shuffle.next().value ?? 0 }))
            .toSorted((a, b) => a.at - b.at)
            .map(({ item }) => item)
        const plan = planAtOnce(tickets, doctors, history, now)
        expect(planAtOnce(shuffled(tickets), shuffled(doctors), history, now)).toEqual(plan)
      }),
    )
  })

  /** A ticket before the doctors of its specialty alone, or before those as well who may stand in. */
  interface Wanted {
    readonly ticket: WaitingTicket
    readonly widened: boolean
  }

  function mayServe({ ticket: wanted, widened }: Wanted, one: DoctorOnDuty): boolean {
    const own = wanted.expertId !== null || serves(one, wanted.queue)
    return mayMeet(wanted, one, now) && (own || widened)
  }

  /** Whether these can all be served at once, by trying all. */
  function canServe(wanted: readonly Wanted[], doctors: readonly DoctorOnDuty[]): boolean {
    const [first, ...rest] = wanted
    if (first === undefined) return true
    return doctors.some(
      (one) =>
        mayServe(first, one) &&
        canServe(
          rest,
          doctors.filter((other) => other !== one),
        ),
    )
  }

  /** The first who can be served, then the next; by whoever may stand in only where nobody of the specialty is left. */
  function whoIsServed(tickets: readonly WaitingTicket[], doctors: readonly DoctorOnDuty[]): Wanted[] {
    const served: Wanted[] = []
    for (const one of tickets.toSorted(compareTickets)) {
      const found = [false, true]
        .map((widened) => ({ ticket: one, widened }))
        .find((wanted) => canServe([...served, wanted], doctors))
      if (found !== undefined) served.push(found)
    }
    return served
  }

  test('serves the first who can be served, then the next, and leaves no doctor idle for whom somebody waits', () => {
    fc.assert(
      fc.property(scene, ({ tickets, doctors, history }) => {
        const plan = planAtOnce(tickets, doctors, history, now)
        const served = whoIsServed(tickets, doctors)
        expect(plan.map((one) => one.ticket.ticketId)).toEqual(served.map((one) => one.ticket.ticketId))
        for (const [index, { widened }] of served.entries()) {
          if (!widened) expect(plan[index]?.reasons.map(({ code }) => code)).not.toContain('standsIn')
        }
      }),
    )
  })

  test('gives each in turn the doctor who suits best among those that leave the others served', () => {
    fc.assert(
      fc.property(scene, ({ tickets, doctors, history }) => {
        const plan = planAtOnce(tickets, doctors, history, now)
        let left = [...doctors]
        const wanted = whoIsServed(tickets, doctors)
        plan.forEach(({ ticket: served, doctor: given }, index) => {
          const later = wanted.slice(index + 1)
          const own = wanted[index] ?? { ticket: served, widened: false }
          const best = left
            .filter(
              (one) =>
                mayServe(own, one) &&
                canServe(
                  later,
                  left.filter((other) => other !== one),
                ),
            )
            .toSorted((a, b) =>
              compareDoctors(suitability(served, a, history, now), suitability(served, b, history, now)),
            )[0]
          expect(given.expertId).toBe(best?.expertId)
          left = left.filter((one) => one !== given)
        })
      }),
    )
  })

  test('over any length of time everybody is seen, though more urgent ones keep coming', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), (arrivals) => {
        // One doctor, a visit every six minutes, and more emergencies than that.
        const patient = ticket({ id: 1, arrivedAt: now, notBefore: now })
        let waiting = [patient]
        for (let minute = 0, id = 2; waiting.includes(patient); minute += 6) {
          expect(minute).toBeLessThan(24 * 60 * 10)
          const at = now.add({ minutes: minute })
          for (let extra = 0; extra < arrivals; extra += 1, id += 1) {
            waiting.push(ticket({ id, urgency: 'emergency', arrivedAt: at, notBefore: at }))
          }
          const next = waiting.toSorted(compareTickets)[0]
          waiting = waiting.filter((one) => one !== next)
        }
      }),
      { numRuns: 6 },
    )
  })
})

test('every queue has an expected length, and somebody who serves it', () => {
  for (const queue of queues) {
    expect(expectedMinutes(queue)).toBeGreaterThan(0)
    expect(specialties.some((specialty) => queuesServedBy([specialty]).includes(queue))).toBe(true)
  }
})
