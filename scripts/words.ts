import { glob, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * `npm run words`: beside each room's `words/zh-CN.json` a `types.ts` with its sentences, each with its placeholders, so that
 * the compiler knows them: a text of JSON has the type `string`. With `--check` nothing is written, and what differs is named.
 */

/** The forms of the plural are one sentence, which is always filled with its `count`. */
const form = /_(one|other)$/
const placeholder = /\{\{(\w+)\}\}/g
const plainKey = /^[A-Za-z_$][\w$]*$/

/** @returns the text of `types.ts`: the sentences in the order of the source, each with the names that it is filled with */
export function typesOf(words: Readonly<Record<string, string>>): string {
  const sentences = new Map<string, Set<string>>()
  for (const [key, text] of Object.entries(words)) {
    const sentence = key.replace(form, '')
    const names = sentences.get(sentence) ?? new Set()
    if (sentence !== key) names.add('count')
    for (const [, name = ''] of text.matchAll(placeholder)) names.add(name)
    sentences.set(sentence, names)
  }
  const lines = [...sentences].map(([sentence, names]) => {
    const key = plainKey.test(sentence) ? sentence : `'${sentence}'`
    return `  ${key}: ${[...names].map((name) => `'${name}'`).join(' | ') || 'never'}\n`
  })
  return `// Written by \`npm run words\` from zh-CN.json.\nexport interface Words {\n${lines.join('')}}\n`
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..')
  for await (const source of glob('web/**/words/zh-CN.json', { cwd: root })) {
    const target = join(dirname(source), 'types.ts')
    const types = typesOf(JSON.parse(await readFile(join(root, source), 'utf8')) as Record<string, string>)
    if (types === (await readFile(join(root, target), 'utf8').catch(() => ''))) continue
    if (process.argv.includes('--check')) {
      process.stdout.write(`${target} is not what ${source} says: npm run words\n`)
      process.exitCode = 1
    } else await writeFile(join(root, target), types)
  }
}
