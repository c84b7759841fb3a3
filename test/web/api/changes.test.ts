import { expect, test } from 'vitest'
import { changedList, changesOf } from '../../../web/api/changes.ts'

test('only what differs from what the form began with is sent', () => {
  const begun = { title: '主任医师', specialties: ['dermatology'], country: null as string | null }
  expect(changesOf(begun, { ...begun, specialties: ['dermatology'] })).toEqual({})
  expect(changesOf(begun, { ...begun, title: '' })).toEqual({ title: '' })
  const specialties = ['dermatology', 'pediatrics']
  expect(changesOf(begun, { ...begun, specialties, country: 'IT' })).toEqual({ specialties, country: 'IT' })
})

test('a list is changed as it stands now by what was put in and taken out', () => {
  expect(changedList(['cmn'], ['cmn', 'es'], ['cmn'])).toEqual(['cmn', 'es'])
  expect(changedList(['cmn', 'it'], ['cmn', 'it', 'es'], ['cmn', 'en'])).toEqual(['cmn', 'en', 'es'])
  expect(changedList(['cmn', 'it'], ['cmn'], ['cmn', 'it', 'en'])).toEqual(['cmn', 'en'])
  expect(changedList(['cmn'], ['es'], ['cmn', 'es'])).toEqual(['es'])
})
