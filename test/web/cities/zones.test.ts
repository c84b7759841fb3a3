import { describe, expect, test } from 'vitest'
import { alike } from '../../../signaling/cities/alike.ts'
import { cityName } from '../../../signaling/cities/cities.ts'
import { allZones, fetchIndex, findZones, inOrder, makeIndex } from '../../../web/cities/zones.ts'
import { languages } from '../../../web/language/language.ts'

const zones = allZones()
const italian = (zone: string): string => cityName(zone, 'it')
const index = await fetchIndex(zones, italian)

/** As this Node and as other browsers list them. */
const saigon = zones.find((zone) => /Saigon|Ho_Chi_Minh/.test(zone))

describe('what is typed', () => {
  test.each([
    ['罗马', 'Europe/Rome'],
    ['roma', 'Europe/Rome'],
    ['Rome', 'Europe/Rome'],
    ['europe/rome', 'Europe/Rome'],
    ['Pekín', 'Asia/Shanghai'],
    ['pekin', 'Asia/Shanghai'],
    ['北京', 'Asia/Shanghai'],
    ['上海', 'Asia/Shanghai'],
    ['shanghai', 'Asia/Shanghai'],
    ['Chongqing', 'Asia/Shanghai'],
    ['New York', 'America/New_York'],
    ['new_york', 'America/New_York'],
    ['york', 'America/New_York'],
    ['nueva y', 'America/New_York'],
    ['US/Eastern', 'America/New_York'],
    ['sao paulo', 'America/Sao_Paulo'],
    ['SÃO PAULO', 'America/Sao_Paulo'],
    ['argentina buenos', /Buenos_Aires$/],
    ['Kolkata', /Asia\/(Calcutta|Kolkata)/],
    ['calcutta', /Asia\/(Calcutta|Kolkata)/],
    ['Ho Chi Minh City', saigon],
    ['saigon', saigon],
    ['胡志明', saigon],
    ['志明市', saigon],
  ])('%s finds its zone first', (typed, zone) => {
    expect(findZones(typed, index)[0]).toMatch(zone ?? /nowhere/)
  })

  test('nothing typed finds all, in their order', () => {
    expect(findZones('  ', index)).toEqual(zones)
  })

  test('what is nowhere finds none', () => {
    expect(findZones('Qingtian', index)).toEqual([])
    expect(findZones('/', index)).toEqual(zones)
  })
})

test.each(languages)('every zone is found by its name in %s', (language) => {
  const lost = zones.filter((zone) => !findZones(cityName(zone, language), index).includes(zone))
  expect(lost).toEqual([])
})

test('every zone is found by each of its IANA names', () => {
  for (const words of alike.map((text) => text.split(' | '))) {
    const zone = zones.find((one) => words.includes(one))
    if (zone === undefined) continue
    expect(words.filter((word) => !findZones(word, index).includes(zone))).toEqual([])
  }
  expect(zones.filter((zone) => !findZones(zone, index).includes(zone))).toEqual([])
})

test('before the other languages have come, a zone is found by the reader’s name and its IANA name', () => {
  const own = makeIndex(zones, italian)
  expect(findZones('londra', own)).toEqual(['Europe/London'])
  expect(findZones('london', own)).toEqual(['Europe/London'])
  expect(findZones('伦敦', own)).toEqual([])
})

test('cities are in the alphabetical order of the reader’s language', () => {
  const some = ['Europe/Rome', 'Asia/Shanghai', 'Europe/London']
  expect(inOrder(some, (zone) => cityName(zone, 'es'), 'es')).toEqual(['Europe/London', 'Asia/Shanghai', 'Europe/Rome'])
  expect(inOrder(some, (zone) => cityName(zone, 'zh-CN'), 'zh-CN')).toEqual([
    'Asia/Shanghai',
    'Europe/London',
    'Europe/Rome',
  ])
})
