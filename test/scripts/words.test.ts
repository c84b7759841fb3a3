import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { typesOf } from '../../scripts/words.ts'

test('each sentence has a type with what it is filled with, and its plural forms are one sentence with a count', () => {
  const words = {
    title: '标题',
    'visit.with': '与{{name}}的会诊，{{name}}在{{city}}',
    'queue.age_other': '{{count}} 岁',
    'arrived.many_other': '来了几位',
    more_one: '还有一位{{name}}',
    more_other: '还有 {{count}} 位',
  }
  expect(typesOf(words)).toBe(`// Written by \`npm run words\` from zh-CN.json.
export interface Words {
  title: never
  'visit.with': 'name' | 'city'
  'queue.age': 'count'
  'arrived.many': 'count'
  more: 'count' | 'name'
}
`)
})

test.each(globSync('web/**/words/zh-CN.json'))('%s is what its types say', (source) => {
  const types = readFileSync(source.replace('zh-CN.json', 'types.ts'), 'utf8')
  expect(types).toBe(typesOf(JSON.parse(readFileSync(source, 'utf8')) as Record<string, string>))
})
