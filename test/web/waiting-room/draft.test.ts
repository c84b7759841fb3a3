import { expect, test } from 'vitest'
import {
  arrivalsKept,
  dropDraft,
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

test('the arrivals for which something is kept are an account’s own', () => {
  tellFirst('aunt', newDraft({ patientId: 'aunt', complaint: '头疼' }))
  tellFirst('aunt', newDraft({ patientId: 'aunt', complaint: '头疼', appointmentId: 'monday' }))
  tellFirst('uncle', newDraft({ patientId: 'uncle', complaint: '咳嗽', appointmentId: 'friday' }))
  expect(arrivalsKept('aunt')).toEqual(['monday'])
})
