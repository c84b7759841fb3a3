import { expect, test } from 'vitest'
import { changesOf } from '../../../web/api/changes.ts'

test('only what differs from what the form began with is sent', () => {
  const begun = { title: '主任医师', specialties: ['dermatology'], country: null as string | null }
  expect(changesOf(begun, { ...begun, specialties: ['dermatology'] })).toEqual({})
  expect(changesOf(begun, { ...begun, title: '' })).toEqual({ title: '' })
  const specialties = ['dermatology', 'pediatrics']
  expect(changesOf(begun, { ...begun, specialties, country: 'IT' })).toEqual({ specialties, country: 'IT' })
})
