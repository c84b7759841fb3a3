import { expect, test } from 'vitest'
import type { Ticket } from '../../../signaling/waiting-room/contract.ts'
import {
  appointmentToArriveFor,
  draftFrom,
  dropDraft,
  dropOldArrivals,
  keepWithoutAppointment,
  loadDraft,
  newDraft,
  tellFirst,
} from '../../../web/waiting-room/draft.ts'

test('what is told for others of the household comes back, one after another, once what took its place is told', () => {
  const ofSon = newDraft({ patientId: 'son', complaint: '发烧' })
  const ofMother = newDraft({ patientId: 'mother', complaint: '头疼' })
  tellFirst('mother', ofSon)
  tellFirst('mother', ofMother)
  // Pressed twice.
  tellFirst('mother', ofMother)
  tellFirst('mother', newDraft({ patientId: 'daughter', complaint: '咳嗽' }))
  expect(loadDraft('mother', undefined)?.complaint).toBe('咳嗽')
  dropDraft('mother', undefined)
  expect(loadDraft('mother', undefined)?.complaint).toBe('头疼')
  dropDraft('mother', undefined)
  expect(loadDraft('mother', undefined)).toEqual(ofSon)
  dropDraft('mother', undefined)
  expect(loadDraft('mother', undefined)).toBeUndefined()
})

test('an arrival whose appointment is gone drops nothing that is told for somebody else', () => {
  tellFirst('father', newDraft({ patientId: 'son', complaint: '发烧' }))
  tellFirst('father', newDraft({ patientId: 'father', complaint: '头疼', appointmentId: 'booked' }))
  keepWithoutAppointment('father', 'booked')
  expect(loadDraft('father', 'booked')).toBeUndefined()
  expect(loadDraft('father', undefined)).toMatchObject({ patientId: 'father', complaint: '头疼' })
  dropDraft('father', undefined)
  expect(loadDraft('father', undefined)).toMatchObject({ patientId: 'son', complaint: '发烧' })
})

test('who takes a place in turn for two has each of them once', () => {
  for (const patientId of ['son', 'aunt', 'son']) tellFirst('grandmother', newDraft({ patientId, complaint: '咳嗽' }))
  expect(loadDraft('grandmother', undefined)?.patientId).toBe('son')
  dropDraft('grandmother', undefined)
  expect(loadDraft('grandmother', undefined)?.patientId).toBe('aunt')
  dropDraft('grandmother', undefined)
  expect(loadDraft('grandmother', undefined)).toBeUndefined()
})

/** A place that a coordinator has ended. */
const ended = {
  status: 'left',
  country: 'IT',
  complaint: '发烧',
  specialty: null,
  languages: ['cmn'],
  interpreterWanted: false,
  toBeSupplied: [],
  appointmentId: null,
  leftReason: 'coordinator',
  arrivedAt: '2026-03-02T09:00:00Z',
} as unknown as Ticket

test('who joins again for one after another of the household finds what was written for each of them since', () => {
  const joinAgain = (patientId: string): void => {
    tellFirst('uncle', draftFrom('uncle', { ...ended, patientId }))
  }
  const since = { complaint: '发烧，咳嗽', changedAt: '2026-03-02T09:30:00Z' }
  tellFirst('uncle', newDraft({ patientId: 'son', ...since, redFlags: ['chestPain'], flagsAnswered: true }))
  joinAgain('aunt')
  joinAgain('son')
  // About now: they are asked anew.
  const asked = { redFlags: [], flagsAnswered: false }
  expect(loadDraft('uncle', undefined)).toMatchObject({ patientId: 'son', ...since, ...asked })
  dropDraft('uncle', undefined)
  expect(loadDraft('uncle', undefined)).toMatchObject({ patientId: 'aunt', complaint: '发烧' })
  dropDraft('uncle', undefined)
  expect(loadDraft('uncle', undefined)).toBeUndefined()
})

test.each([
  ['left', { leftReason: 'patient' }, 'booked'],
  ['was taken out of by a coordinator', { leftReason: 'coordinator' }, 'booked'],
  ['never answered a call for', { leftReason: 'unanswered' }, undefined],
  ['lost with the appointment', { appointmentCancelled: true }, undefined],
] as const)('a booked place that its patient %s', (_what, how, appointmentId) => {
  const ticket = { ...ended, patientId: 'aunt', appointmentId: 'booked', appointmentCancelled: false, ...how }
  expect(appointmentToArriveFor(ticket)).toBe(appointmentId)
  expect(draftFrom('aunt', ticket).appointmentId).toBe(appointmentId)
})

test('what was told for an arrival longer ago than appointments are listed is dropped, and nothing else', () => {
  const daysAgo = (days: number): string => new Date(Date.now() - days * 24 * 3_600_000).toISOString()
  const told = { patientId: 'cousin', complaint: '咳嗽' }
  tellFirst('cousin', newDraft({ ...told, appointmentId: 'old', changedAt: daysAgo(91) }))
  tellFirst('cousin', newDraft({ ...told, appointmentId: 'recent', changedAt: daysAgo(89) }))
  tellFirst('cousin', newDraft({ ...told, changedAt: daysAgo(91) }))
  tellFirst('cousins', newDraft({ ...told, appointmentId: 'old', changedAt: daysAgo(91) }))
  dropOldArrivals('cousin')
  expect(loadDraft('cousin', 'old')).toBeUndefined()
  for (const appointmentId of ['recent', undefined]) expect(loadDraft('cousin', appointmentId)).toMatchObject(told)
  expect(loadDraft('cousins', 'old')).toMatchObject(told)
})
