import { describe, expect, test } from 'vitest'
import { demoExperts } from '../../db/demo/experts.ts'
import { demoHouseholds } from '../../db/demo/people.ts'
import { demoVisits } from '../../db/demo/visits.ts'
import { demoWaiting } from '../../db/demo/waiting.ts'
import type { InstantRange } from '../../db/tables.ts'
import { findTimeZone } from '../../signaling/identity/rules.ts'
import { queuesServedBy } from '../../signaling/queues.ts'
import { findGaps, layPattern } from '../../signaling/roster/rules.ts'
import { type Specialty } from '../../signaling/shapes.ts'
import { specialties } from '../../signaling/vocabulary.ts'
import { bestSharedLanguage } from '../../signaling/waiting-room/rules/eligibility.ts'
import { urgencyOf } from '../../signaling/waiting-room/rules/urgency.ts'

/** A year, in which every clock of the demo changes twice. */
const from = '2026-06-01'
const until = '2027-06-10'
const year: InstantRange = {
  start: Temporal.Instant.from('2026-06-03T00:00:00Z'),
  end: Temporal.Instant.from('2027-06-03T00:00:00Z'),
}

function coverOf(specialty: Specialty): InstantRange[] {
  return demoExperts
    .filter((expert) => expert.specialties.includes(specialty))
    .flatMap(({ timeZone, pattern }) => {
      const [startsAtLocal = '', endsAtLocal = ''] = pattern.hours.split('–')
      const days = { weekdays: pattern.weekdays, validFrom: from, validUntil: null }
      return layPattern({ ...days, startsAtLocal, endsAtLocal, timeZone }, from, until)
    })
}

describe('the rosters of the demo', () => {
  test.each(['generalPractice', 'psychologicalCounselling'] as const)(
    'leave no hour of the year without %s',
    (specialty) => {
      expect(
        findGaps(coverOf(specialty), year).map(({ start, end }) => `${start.toString()} – ${end.toString()}`),
      ).toEqual([])
    },
  )

  test('leave gaps in everything else, each week', () => {
    const week = { start: year.start, end: year.start.add({ hours: 24 * 7 }) }
    for (const specialty of specialties) {
      if (specialty === 'generalPractice' || specialty === 'psychologicalCounselling') continue
      const shifts = coverOf(specialty)
      expect(shifts.length).toBeGreaterThan(0)
      expect(findGaps(shifts, week).length).toBeGreaterThan(3)
    }
  })

  test('have a general practitioner with an hour left of the shift, whenever it is', () => {
    const withAnHourLeft = coverOf('generalPractice').map(({ start, end }) => ({
      start,
      end: end.subtract({ minutes: 60 }),
    }))
    expect(findGaps(withAnHourLeft, year).map(({ start, end }) => `${start.toString()} – ${end.toString()}`)).toEqual(
      [],
    )
  })
})

describe('the people of the demo', () => {
  test('are some thirty experts, each with an address, names and a zone of their own', () => {
    expect(demoExperts.length).toBeGreaterThanOrEqual(30)
    for (const field of ['key', 'nameHan', 'nameLatin', 'licenseNumber'] as const) {
      expect(new Set(demoExperts.map((expert) => expert[field])).size).toBe(demoExperts.length)
    }
    expect(new Set(demoExperts.map((expert) => expert.timeZone)).size).toBeGreaterThanOrEqual(8)
    for (const { timeZone } of [...demoExperts, ...demoHouseholds]) expect(findTimeZone(timeZone)).toBe(timeZone)
    for (const { key } of demoHouseholds) expect(demoExperts.map((expert) => expert.key)).not.toContain(key)
  })

  test('who wait are nobody’s whom the demo’s doctor could be', () => {
    const practitioners = demoExperts.filter((expert) => expert.specialties.includes('generalPractice'))
    for (const ticket of demoWaiting) {
      for (const expert of practitioners) {
        const served = queuesServedBy(expert.specialties).includes(ticket.specialty ?? 'triage')
        expect(served && bestSharedLanguage(ticket, expert) !== undefined).toBe(false)
      }
    }
  })

  test('who wait are as urgent as their answers make them', () => {
    for (const { urgency, redFlags } of demoWaiting) expect(urgencyOf(redFlags)).toBe(urgency)
    expect(new Set(demoWaiting.map((ticket) => ticket.urgency)).size).toBe(3)
    expect(demoWaiting.filter((ticket) => ticket.specialty === null)).toHaveLength(1)
  })

  test('who can be the demo’s doctor all speak Mandarin, and have it first', () => {
    for (const expert of demoExperts) expect(expert.languages[0]).toEqual({ language: 'cmn', proficiency: 'native' })
  })

  test('had visits with experts of that specialty, who speak that language', () => {
    for (const visit of demoVisits) {
      const expert = demoExperts.find(({ key }) => key === visit.expert)
      expect(expert?.specialties).toContain(visit.specialty)
      expect(expert?.languages.map(({ language }) => language)).toContain(visit.language)
      const [starts = '', ends = ''] = expert?.pattern.hours.split('–') ?? []
      const length = Temporal.PlainTime.from(starts).until(Temporal.PlainTime.from(ends)).total('minutes')
      expect(visit.minutesIntoShift + visit.minutes).toBeLessThan(length)
    }
  })
})
