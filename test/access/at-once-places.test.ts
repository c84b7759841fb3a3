import { randomUUID } from 'node:crypto'
import { describe, test } from 'vitest'
import { toRange } from '../../db/range.ts'
import type { AccountViewer } from '../../signaling/access.ts'
import { matchAll } from '../../signaling/matching/matching.ts'
import type { App } from '../../signaling/routes.ts'
import { addCompatriot, addDoctorOnDuty, addPatient, type Doctor } from '../support/people.ts'
import { newTicket } from '../support/visits.ts'
import { ask, coordinators, everyEnd, here, hospital, openProcesses, signIn, tally, there } from './at-once.ts'

openProcesses()

describe('a place', () => {
  async function waiting(): Promise<{ owner: AccountViewer; patient: string; patientId: string; ticketId: string }> {
    const owner = await addCompatriot(hospital)
    const patient = await signIn(owner)
    const patientId = await addPatient(hospital, owner)
    const { body } = await ask(here, patient, 'POST', '/api/tickets', newTicket(patientId))
    return { owner, patient, patientId, ticketId: body.id }
  }

  test('given up, triaged, moved, assigned and matched at once is in one state', async () => {
    await tally(
      async () => {
        const doctor = await addDoctorOnDuty(hospital)
        const { patient, ticketId } = await waiting()
        const at = `/api/tickets/${ticketId}`
        return [
          () => matchAll(hospital, 2),
          () => matchAll(hospital.there, 2),
          () => ask(here, patient, 'POST', `${at}/leave`, {}),
          () =>
            ask(there, coordinators[0], 'POST', `${at}/triage`, { specialty: 'generalPractice', urgency: 'urgent' }),
          () => ask(here, coordinators[1], 'POST', `${at}/assign`, { expertId: doctor.expertId }),
          () => ask(there, coordinators[0], 'POST', `${at}/call`),
          () => ask(here, patient, 'POST', `${at}/ready`),
        ]
      },
      everyEnd([0], [0], [200], [200, 409], [200, 409], [200, 409], [200, 409]),
    )
  })

  test('taken while the patient is archived is one of the two', async () => {
    await tally(async () => {
      const owner = await addCompatriot(hospital)
      const patient = await signIn(owner)
      const patientId = await addPatient(hospital, owner)
      return [
        () => ask(here, patient, 'POST', '/api/tickets', newTicket(patientId)),
        () => ask(there, patient, 'DELETE', `/api/patients/${patientId}`),
      ]
    }, ['201 409', '404 204'])
  })
})

describe('a shift', () => {
  interface Bookable {
    readonly doctor: Doctor
    readonly shiftId: string
    readonly start: string
  }

  async function bookable(): Promise<Bookable> {
    const doctor = await addDoctorOnDuty(hospital)
    const start = hospital.clock.now().add({ hours: 10 })
    const { id } = await hospital.database.db
      .insertInto('shift')
      .values({
        expertId: doctor.expertId,
        during: toRange({ start, end: start.add({ hours: 2 }) }),
        timeZone: 'Asia/Shanghai',
        slotMinutes: 30,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { doctor, shiftId: id, start: start.toString() }
  }

  async function booker({ shiftId, start }: Bookable) {
    const owner = await addCompatriot(hospital)
    const [patient, patientId] = [await signIn(owner), await addPatient(hospital, owner)]
    const booking = { patientId, shiftId, specialty: 'generalPractice', start, reason: '' }
    return {
      patient,
      patientId,
      book: (at: App) => ask(at, patient, 'POST', '/api/appointments', { idempotencyKey: randomUUID(), ...booking }),
    }
  }

  test('cancelled while two book one slot of it keeps neither', async () => {
    await tally(
      async () => {
        const shift = await bookable()
        const [one, other] = [await booker(shift), await booker(shift)]
        return [
          () => one.book(here),
          () => other.book(there),
          () => ask(there, coordinators[0], 'DELETE', `/api/shifts/${shift.shiftId}?appointments=cancel`),
        ]
      },
      everyEnd([201, 409], [201, 409], [200]),
    )
  })

  test('booked while its expert is retired, and the patient archived, is booked or not', async () => {
    await tally(
      async () => {
        const shift = await bookable()
        const { book, patient, patientId } = await booker(shift)
        return [
          () => book(here),
          () => ask(there, coordinators[0], 'PATCH', `/api/experts/${shift.doctor.expertId}`, { retired: true }),
          () => ask(there, patient, 'DELETE', `/api/patients/${patientId}?appointments=cancel`),
        ]
      },
      everyEnd([201, 409, 404], [200, 409], [204]),
    )
  })

  test('booked while its expert is disabled in two places keeps nothing of it', async () => {
    await tally(
      async () => {
        const shift = await bookable()
        const { book } = await booker(shift)
        const disable = `/api/staff/${shift.doctor.accountId}/disable?appointments=cancel`
        return [
          () => book(here),
          () => ask(there, coordinators[0], 'POST', disable),
          () => ask(here, coordinators[1], 'POST', disable),
        ]
      },
      everyEnd([201, 409], [200], [200]),
    )
  })

  test('cancelled while its patient arrives, leaves and cancels leaves nobody waiting for it', async () => {
    await tally(
      async () => {
        const shift = await bookable()
        const { book, patient, patientId } = await booker(shift)
        const { body: appointment } = await book(here)
        const before = hospital.clock.now()
        hospital.clock.set(Temporal.Instant.from(shift.start).subtract({ minutes: 5 }))
        const ticket = { ...newTicket(patientId), appointmentId: appointment.id }
        return [
          () => ask(here, patient, 'POST', '/api/tickets', ticket),
          () => ask(there, patient, 'POST', `/api/appointments/${appointment.id}/cancel`),
          async () => {
            const answer = await ask(
              there,
              coordinators[0],
              'DELETE',
              `/api/shifts/${shift.shiftId}?appointments=cancel`,
            )
            hospital.clock.set(before)
            return answer
          },
        ]
      },
      everyEnd([201, 409], [200, 409], [200]),
    )
  })

  // Of a deadlock one is undone and tried again, a second later.
  test('cancelled while a patient who has arrived leaves, in either order', async () => {
    await tally(
      async () => {
        const shift = await bookable()
        const { book, patient, patientId } = await booker(shift)
        const { body: appointment } = await book(here)
        const before = hospital.clock.now()
        hospital.clock.set(Temporal.Instant.from(shift.start).subtract({ minutes: 5 }))
        const { body: ticket } = await ask(here, patient, 'POST', '/api/tickets', {
          ...newTicket(patientId),
          appointmentId: appointment.id,
        })
        hospital.clock.set(before)
        return [
          () => ask(here, patient, 'POST', `/api/tickets/${ticket.id}/leave`, {}),
          () => ask(there, coordinators[0], 'DELETE', `/api/shifts/${shift.shiftId}?appointments=cancel`),
        ]
      },
      ['200 200'],
      10,
    )
  })
})

describe('a day that was left out', () => {
  async function leftOut(): Promise<string> {
    const doctor = await addDoctorOnDuty(hospital)
    const { db } = hospital.database
    const { id: patternId } = await db
      .insertInto('shiftPattern')
      .values({
        expertId: doctor.expertId,
        weekdays: [3],
        startsAtLocal: '14:00',
        endsAtLocal: '23:00',
        timeZone: 'Asia/Shanghai',
        validFrom: '2026-03-02',
        laidUntil: '2026-04-20',
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { id } = await db
      .insertInto('unlaidShift')
      .values({
        patternId,
        during: '[2026-03-25T06:00:00Z,2026-03-25T15:00:00Z)',
        reason: 'otherShift',
        foundAt: hospital.clock.now(),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return `/api/unlaid-shifts/${id}`
  }

  test('is laid once, whatever two coordinators decide', async () => {
    await tally(async () => {
      const at = await leftOut()
      return [
        () => ask(here, coordinators[0], 'POST', `${at}/lay`),
        () => ask(there, coordinators[1], 'POST', `${at}/lay`),
        () => ask(there, coordinators[1], 'DELETE', at),
      ]
    }, ['201 404 204', '404 201 204', '404 404 204'])
  })
})
