import { expect, test } from 'vitest'
import {
  isWidened,
  serves,
  standsInFor,
  type WaitingTicket,
} from '../../../signaling/waiting-room/rules/eligibility.ts'
import { standInsOf } from '../../../signaling/waiting-room/rules/widening.ts'
import { specialties, urgencies } from '../../../signaling/vocabulary.ts'
import { mayTake } from '../../../web/board/choosing.ts'

const arrivedAt = Temporal.Instant.from('2026-03-02T09:00:00Z')

const ticket: WaitingTicket = {
  ticketId: '018f0000-0000-7000-8000-000000000000',
  patientId: '018f0000-0000-7000-8000-000000000001',
  queue: 'respiratory',
  languages: ['cmn'],
  interpreterWanted: false,
  urgency: 'emergency',
  triaged: false,
  queueKey: 0,
  arrivedAt,
  notBefore: arrivedAt,
  expertId: null,
  firstSince: null,
  birthDate: '1956-03-01',
}

test('an emergency may be given to those who stand in for its specialty', () => {
  const standIns = [...standInsOf(ticket, arrivedAt)]
  expect(mayTake({ specialties: ['internalMedicine'] }, { queue: 'respiratory', standIns })).toBe(true)
  expect(mayTake({ specialties: ['publicAffairs'] }, { queue: 'respiratory', standIns })).toBe(false)
})

test.each(urgencies)('the board offers of who is %s just those doctors whom the server takes', (urgency) => {
  for (const minutes of [0, 20]) {
    const now = arrivedAt.add({ minutes })
    for (const birthDate of ['1956-03-01', '2022-03-01']) {
      for (const expertId of [null, '018f0000-0000-7000-8000-000000000002']) {
        for (const queue of specialties) {
          const waiting = { ...ticket, urgency, birthDate, expertId, queue }
          const standIns = isWidened(waiting, now) ? [...standInsOf(waiting, now)] : []
          for (const specialty of specialties) {
            const doctor = { specialties: [specialty] }
            const taken = serves(doctor, queue) || standsInFor(waiting, doctor, now) !== undefined
            expect([queue, specialty, mayTake(doctor, { queue, standIns })]).toEqual([queue, specialty, taken])
          }
        }
      }
    }
  }
})
