import { describe, expect, test } from 'vitest'
import { InVain } from '../../signaling/matching/in-vain.ts'
import { planMatches, type PlannedMatch } from '../../signaling/matching/plan.ts'
import type { History } from '../../signaling/matching/suitability.ts'
import { type Specialty } from '../../signaling/shapes.ts'
import { spokenLanguages } from '../../signaling/vocabulary.ts'
import type { DoctorOnDuty, WaitingTicket } from '../../signaling/waiting-room/rules/eligibility.ts'
import { queueKey } from '../../signaling/waiting-room/rules/order.ts'

const now = Temporal.Instant.from('2026-03-29T10:00:00Z')
const doctorCount = 2_000
const ticketCount = 20_000

/** What a plan may cost: some hundred looks at each doctor and ticket; tickets × doctors would be 40 million. */
const looksAllowed = 200 * (doctorCount + ticketCount)

/** What one step may cost, after which others have their turn. */
const looksAStep = 30 * doctorCount

let looks = 0

/** The facts, with every look at what a search or a rule goes by counted, and ended where there are too many. */
function counted<Facts extends object>(facts: Facts, watched: readonly string[]): Facts {
  return new Proxy(facts, {
    get: (target, name, receiver): unknown => {
      if (watched.includes(String(name)) && (looks += 1) > looksAllowed) throw new Error('too many looks')
      return Reflect.get(target, name, receiver)
    },
  })
}

function ticket(id: number, over: Partial<WaitingTicket> = {}): WaitingTicket {
  const arrivedAt = now.subtract({ seconds: 40_000 - id })
  const urgency = over.urgency ?? 'routine'
  return counted(
    {
      ticketId: `ticket-${id}`,
      patientId: `patient-${id}`,
      queue: 'generalPractice',
      languages: ['cmn'],
      interpreterWanted: false,
      urgency,
      triaged: false,
      arrivedAt,
      notBefore: arrivedAt,
      expertId: null,
      firstSince: null,
      birthDate: null,
      queueKey: queueKey({ arrivedAt, urgency, number: id + 1 }),
      ...over,
    },
    ['languages'],
  )
}

function doctor(id: number, over: Partial<DoctorOnDuty> = {}): DoctorOnDuty {
  return counted(
    {
      expertId: idOf(id),
      specialties: ['generalPractice'],
      languages: [{ language: 'cmn', proficiency: 'native' }],
      shiftEndsAt: now.add({ hours: 4 }),
      free: true,
      visits: 0,
      idleSince: now.subtract({ minutes: 30 }),
      ...over,
    },
    ['expertId', 'free'],
  )
}

const idOf = (id: number) => `expert-${String(id).padStart(4, '0')}`

const many = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index))

interface Shape {
  readonly tickets: WaitingTicket[]
  readonly doctors: DoctorOnDuty[]
  readonly history?: History
  readonly matches: number
}

const languageAt = (index: number) => spokenLanguages[index % spokenLanguages.length] ?? 'cmn'
const chain: readonly Specialty[] = ['generalPractice', 'internalMedicine', 'respiratory', 'dermatology', 'tcm']
const linkOf = (index: number) => Math.floor((index * chain.length) / doctorCount)

const shapes: Record<string, () => Shape> = {
  'all alike': () => ({ tickets: many(ticketCount, ticket), doctors: many(doctorCount, doctor), matches: doctorCount }),
  'all alike but one doctor whom nobody needs': () => ({
    tickets: many(ticketCount, ticket),
    doctors: [...many(doctorCount - 1, doctor), doctor(doctorCount, { specialties: ['psychiatry'] })],
    matches: doctorCount - 1,
  }),
  'all urgent, and widened to doctors who are left last': () => ({
    tickets: many(ticketCount, (id) => ticket(id, { urgency: 'urgent', queue: 'dermatology' })),
    doctors: [
      ...many(doctorCount - 1, (id) => doctor(id, { specialties: [id % 2 === 0 ? 'dermatology' : 'generalPractice'] })),
      doctor(doctorCount, { specialties: ['psychiatry'] }),
    ],
    matches: doctorCount - 1,
  }),
  'a chain of specialties, in which the last ones to come move everybody before them': () => ({
    // Each doctor takes two neighbouring specialties, and the tickets of the first come first.
    tickets: many(doctorCount, (id) => ticket(id, { queue: chain[linkOf(id)] ?? 'generalPractice' })),
    doctors: many(doctorCount, (id) =>
      doctor(id, { specialties: [chain[linkOf(id)], chain[linkOf(id) + 1]].filter((one) => one !== undefined) }),
    ),
    matches: doctorCount,
  }),
  'each doctor and each ticket with languages of their own': () => ({
    tickets: many(ticketCount, (id) => ticket(id, { languages: [languageAt(id), languageAt(id + 1 + (id % 5))] })),
    doctors: many(doctorCount, (id) =>
      doctor(id, {
        languages: [
          { language: languageAt(id), proficiency: 'native' },
          { language: languageAt(id + 1 + (id % 3)), proficiency: 'basic' },
        ],
      }),
    ),
    matches: doctorCount,
  }),
  'each patient known to another doctor, in the opposite order': () => ({
    tickets: many(ticketCount, ticket),
    doctors: many(doctorCount, doctor),
    history: new Map(
      many(ticketCount, (id) => [`ticket-${id}`, new Map([[idOf(doctorCount - 1 - (id % doctorCount)), 1]])]),
    ),
    matches: doctorCount,
  }),
}

describe(`a plan for ${doctorCount} doctors and ${ticketCount} tickets`, () => {
  test.each(Object.keys(shapes))('%s: looks at each of them a bounded number of times', (name) => {
    const {
      tickets,
      doctors,
      history = new Map(),
      matches,
    } = shapes[name]?.() ?? { tickets: [], doctors: [], matches: -1 }
    looks = 0
    const steps = planMatches(tickets, doctors, history, now, new InVain())
    let plan: readonly PlannedMatch[] | undefined
    let longestStep = 0
    while (plan === undefined) {
      const before = looks
      const step = steps.next()
      longestStep = Math.max(longestStep, looks - before)
      if (step.done === true) plan = step.value
    }
    expect(longestStep).toBeLessThan(looksAStep)
    expect(plan).toHaveLength(matches)
    expect(new Set(plan.map((one) => one.doctor.expertId)).size).toBe(matches)
  })
})
