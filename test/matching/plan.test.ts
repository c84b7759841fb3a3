import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reasonsFor } from '../../signaling/matching/reasons.ts'
import { type History, suitability } from '../../signaling/matching/suitability.ts'
import { specialties, spokenLanguages, queues } from '../../signaling/vocabulary.ts'
import {
  type DoctorOnDuty,
  mayMeet,
  serves,
  type WaitingTicket,
} from '../../signaling/waiting-room/rules/eligibility.ts'
import { compareDoctors, compareTickets } from '../../signaling/waiting-room/rules/order.ts'
import { doctor, inMinutes, minutesAgo, now, ticket } from '../waiting-room/facts.ts'
import { planAtOnce } from './plan-at-once.ts'

const nobodyKnown: History = new Map()

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
