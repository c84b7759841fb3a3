import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { languages } from '../../web/language/language.ts'

type Words = Readonly<Record<string, string>>

const rooms = globSync('web/**/words/zh-CN.json').map((file) => dirname(file))

function textOf(room: string, language: string): string {
  return readFileSync(`${room}/${language}.json`, 'utf8')
}

/** Without the forms that a translator's tool leaves empty: English, Italian and Spanish need `_one` and `_other` alone. */
function wordsOf(room: string, language: string): Words {
  const words = Object.entries(JSON.parse(textOf(room, language)) as Words)
  return Object.fromEntries(words.filter(([key, text]) => text !== '' || !key.endsWith('_many')))
}

/** `ahead_one` and `ahead_other` are one sentence. */
function sentenceOf(key: string): string {
  return key.replace(/_(one|many|other)$/, '')
}

function sentences(words: Words): string[] {
  return [...new Set(Object.keys(words).map(sentenceOf))].sort()
}

function placeholders(words: Words, sentence: string): string[] {
  const forms = Object.entries(words).filter(([key]) => sentenceOf(key) === sentence)
  const names = forms.flatMap(([, text]) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? ''))
  // A language may leave the number itself out of its singular.
  return [...new Set(names)].sort()
}

test.each(languages)('%s says one thing by one word, on the board and beside the visit', (language) => {
  const [visit, board] = ['consultations', 'board'].map((room) => wordsOf(`web/${room}/words`, language))
  for (const urgency of ['urgency.emergency', 'urgency.urgent']) expect(visit?.[urgency]).toBe(board?.[urgency])
})

test('whom a visit is about is called one thing in Chinese', () => {
  const others = rooms.flatMap((room) => Object.values(wordsOf(room, 'zh-CN')).filter((text) => /病人|患者/.test(text)))
  expect(others).toEqual([])
})

test('whoever is told in Chinese whom to call in an emergency is not told that they are in one', () => {
  const texts = rooms.flatMap((room) => Object.values(wordsOf(room, 'zh-CN')))
  expect(texts.filter((text) => text.includes('情况紧急，请') && !text.includes('如情况紧急，请'))).toEqual([])
})

test('what comes from elsewhere is one thing, and what was held and signed here another, in Italian as in Spanish', () => {
  const keysWith = (language: string, pattern: RegExp) =>
    rooms.flatMap((room) =>
      Object.entries(wordsOf(room, language)).flatMap(([key, text]) => (pattern.test(text) ? [key] : [])),
    )
  expect(keysWith('it', /referti?/i)).toEqual(keysWith('es', /\binformes?\b/i))
  expect(keysWith('it', /cartella/i)).not.toEqual([])
})

test.each(languages)('%s ends no line of a patient’s screen between a number and its unit', (language) => {
  const breakable = /(\d|\{\{(count|minutes)\}\}) ?(分钟|小时|秒|minut|second|hour|or[ae]\b|hora|segund)/
  const shown = ['identity', 'waiting-room', 'waiting-room/home', 'appointments', 'consultations'].flatMap((room) =>
    Object.values(wordsOf(`web/${room}/words`, language)),
  )
  expect(shown.filter((text) => breakable.test(text))).toEqual([])
})

test('there are words', () => {
  expect(rooms.length).toBeGreaterThan(3)
})

describe.each(rooms)('%s', (room) => {
  test.each(languages)('%s is there', (language) => {
    expect(existsSync(`${room}/${language}.json`)).toBe(true)
  })

  // So no sentence stands twice, and what a tool saves differs from what was there in the sentences that were changed alone.
  test.each(languages)('%s is written as tools write it: two spaces, characters as they are', (language) => {
    const text = textOf(room, language)
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`)
  })

  test.each(languages)('%s says every sentence, and none of its own', (language) => {
    expect(sentences(wordsOf(room, language))).toEqual(sentences(wordsOf(room, 'zh-CN')))
  })

  test.each(languages)('%s leaves nothing empty', (language) => {
    const words = wordsOf(room, language)
    expect(Object.keys(words).filter((key) => (words[key] ?? '').trim() === '')).toEqual([])
  })

  test.each(languages)('%s has the plural forms its grammar asks for', (language) => {
    const words = wordsOf(room, language)
    const counted = Object.keys(words).filter((key) => key.endsWith('_other'))
    const missing = language === 'zh-CN' ? [] : counted.filter((key) => !(key.replace(/_other$/, '_one') in words))
    expect(missing).toEqual([])
    expect(
      Object.keys(words).filter((key) => key.endsWith('_one') && !(key.replace(/_one$/, '_other') in words)),
    ).toEqual([])
  })

  test.each(languages)('%s fills in the same', (language) => {
    const [words, source] = [wordsOf(room, language), wordsOf(room, 'zh-CN')]
    for (const sentence of sentences(source)) {
      expect([sentence, placeholders(words, sentence)]).toEqual([sentence, placeholders(source, sentence)])
    }
  })
})

test('a translation is not the source left as it was', () => {
  for (const room of rooms) {
    for (const language of languages.filter((code) => code !== 'zh-CN')) {
      const words = wordsOf(room, language)
      const untranslated = Object.keys(words).filter((key) =>
        /\p{Script=Han}/u.test((words[key] ?? '').replaceAll('侨医', '')),
      )
      expect([room, language, untranslated]).toEqual([room, language, []])
    }
  }
})

test('every room that declares words declares them in all four languages', () => {
  for (const file of globSync('web/**/words.ts')) {
    const source = readFileSync(file, 'utf8')
    for (const language of languages)
      expect([file, source]).toEqual([file, expect.stringContaining(`./words/${language}.json`)])
  }
})
