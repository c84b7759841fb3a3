import { expect, test } from 'vitest'
import { countries } from '../../../web/identity/countries.ts'
import { emergencyNumber, guessCountry } from '../../../web/identity/emergency.ts'

const known = countries('en').map(({ code }) => code)

test.each([
  ['IT', '112'],
  ['ES', '112'],
  ['GB', '999'],
  ['US', '911'],
  ['BR', '192'],
  ['CN', '120'],
  ['JP', '119'],
])('in %s one calls %s', (country, number) => {
  expect(emergencyNumber(country)).toEqual({ number, listed: true })
})

test.each([[undefined], ['ZZ']])('where the country is %s, the number that any mobile phone takes', (country) => {
  expect(emergencyNumber(country)).toEqual({ number: '112', listed: false })
})

test('every country one can choose has a number that can be dialled', () => {
  for (const country of known)
    expect([country, emergencyNumber(country).number]).toEqual([country, expect.stringMatching(/^\d{2,4}$/)])
})

test.each([
  ['Europe/Rome', 'IT'],
  ['Europe/Madrid', 'ES'],
  ['Atlantic/Canary', 'ES'],
  ['America/New_York', 'US'],
  ['America/Sao_Paulo', 'BR'],
  ['Asia/Calcutta', 'IN'],
  ['Asia/Kolkata', 'IN'],
  ['Asia/Shanghai', 'CN'],
  ['UTC', undefined],
  ['Not/AZone', undefined],
])('whoever is in %s is taken to be in %s', (zone, country) => {
  expect(guessCountry(zone, known)).toBe(country)
})
