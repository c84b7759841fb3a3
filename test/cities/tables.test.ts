import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeFiles } from '../../scripts/cities.ts'
import { alike } from '../../signaling/cities/alike.ts'
import { cityName, clockThere } from '../../signaling/cities/cities.ts'
import { locales } from '../../signaling/vocabulary.ts'

/** All names that a zone goes by, links among them: a browser or an account may have any of them. */
const links = alike.flatMap((words) => words.split(' | ')).filter((word) => /^[A-Z]\w+\/|^[A-Z]+[\w-]*$/.test(word))
const known = [...new Set([...Intl.supportedValuesOf('timeZone'), ...links])]

/** They lie nowhere: nobody lives by them, and they are called alike in all languages. */
const withoutCity = /^(Etc\/.*|UTC|GMT)$/

test.each([...makeFiles()])('%s is what is made from CLDR', (path, made) => {
  expect(readFileSync(join('signaling', 'cities', path), 'utf8')).toBe(made)
})

test('the links are among the zones', () => {
  expect(known.length).toBeGreaterThan(550)
  for (const zone of ['Asia/Kolkata', 'Asia/Calcutta', 'US/Eastern', 'PRC', 'Europe/Kyiv', 'America/Nuuk']) {
    expect(known).toContain(zone)
  }
})

describe.each(locales)('in %s', (locale) => {
  test('every zone has a city, in its script', () => {
    const named = known.map((zone) => [zone, cityName(zone, locale)] as const)
    expect(named.filter(([, name]) => !/^[^_/]*\p{Letter}[^_/]*$/u.test(name))).toEqual([])
    if (locale !== 'zh-CN') return
    expect(named.filter(([zone, name]) => !withoutCity.test(zone) && !/\p{Script=Han}/u.test(name))).toEqual([])
  })

  test('the same by all names of the zone', () => {
    for (const words of alike) {
      const zones = words.split(' | ').filter((word) => links.includes(word))
      expect([words, new Set(zones.map((zone) => cityName(zone, locale))).size]).toEqual([words, 1])
    }
  })
})

test.each([
  ['Asia/Shanghai', ['北京', 'Beijing', 'Pechino', 'Pekín']],
  ['PRC', ['北京', 'Beijing', 'Pechino', 'Pekín']],
  ['Asia/Ho_Chi_Minh', ['胡志明市', 'Ho Chi Minh City', 'Ho Chi Minh', 'Ciudad Ho Chi Minh']],
  ['Asia/Saigon', ['胡志明市', 'Ho Chi Minh City', 'Ho Chi Minh', 'Ciudad Ho Chi Minh']],
  ['Asia/Calcutta', ['加尔各答', 'Kolkata', 'Calcutta', 'Calcuta']],
  ['Europe/Rome', ['罗马', 'Rome', 'Roma', 'Roma']],
  ['America/Indiana/Tell_City', ['印第安纳州特尔城', ...Array(3).fill('Tell City, Indiana')]],
  ['America/Argentina/Buenos_Aires', ['布宜诺斯艾利斯', ...Array(3).fill('Buenos Aires')]],
  ['Etc/GMT+5', Array(4).fill('GMT-5')],
  ['Etc/Zulu', Array(4).fill('UTC')],
  ['America/Somewhere_New', Array(4).fill('Somewhere New')],
] as const)('%s is %s', (zone, names) => {
  expect((['zh-CN', 'en', 'it', 'es'] as const).map((locale) => cityName(zone, locale))).toEqual(names)
})

test('a clock in a letter is told by the city', () => {
  const noon = Temporal.Instant.from('2026-11-24T13:00:00Z')
  expect(clockThere(noon, 'Europe/Rome', 'it')).toBe('14:00 (Roma)')
  expect(clockThere(noon, 'Asia/Kolkata', 'zh-CN')).toBe('18:30（加尔各答）')
  expect(clockThere(noon, 'Asia/Shanghai', 'es', { weekday: 'short' })).toBe('mar, 21:00 (Pekín)')
})
