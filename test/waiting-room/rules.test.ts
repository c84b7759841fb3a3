import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { whyBlocked } from '../../signaling/board/blocked.ts'
import { queuesServedBy } from '../../signaling/queues.ts'
import { specialties, queues, redFlags } from '../../signaling/vocabulary.ts'
import { findObstacle, mayMeet } from '../../signaling/waiting-room/rules/eligibility.ts'
import { compareDoctors, queueKey, urgencyBonus } from '../../signaling/waiting-room/rules/order.ts'
import { afterMissedCall, mayArrive, placeOf } from '../../signaling/waiting-room/rules/place.ts'
import { urgencyOf } from '../../signaling/waiting-room/rules/urgency.ts'
import { expectedMinutes } from '../../signaling/waiting-room/rules/visit-length.ts'
import { doctor, inMinutes, minutesAgo, now, ticket } from './facts.ts'

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

test('every queue has an expected length, and somebody who serves it', () => {
  for (const queue of queues) {
    expect(expectedMinutes(queue)).toBeGreaterThan(0)
    expect(specialties.some((specialty) => queuesServedBy([specialty]).includes(queue))).toBe(true)
  }
})
