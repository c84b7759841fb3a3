import { readFileSync } from 'node:fs'
import { globSync } from 'node:fs'
import { expect, test } from 'vitest'

const tokens = readFileSync('web/ui/tokens.css', 'utf8')

function declared(selector: string): Record<string, string> {
  const block = tokens.slice(tokens.indexOf(`${selector} {`)).split('}')[0] ?? ''
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  )
}

const light = declared(':root')
const dark = { ...light, ...declared(":root[data-scheme='dark']") }

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

/** What is written on what. */
const text: readonly (readonly [string, string])[] = [
  ...['paper', 'surface', 'sunken'].flatMap((under) => [['ink', under] as const, ['ink-soft', under] as const]),
  ['accent', 'paper'],
  ['accent', 'surface'],
  ['accent', 'accent-soft'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-accent-soft', 'accent-soft'],
  ['on-waiting-soft', 'waiting-soft'],
  ['on-waiting-soft', 'paper'],
  ['on-waiting-soft', 'surface'],
  ['on-emergency', 'emergency'],
  ['on-emergency', 'emergency-hover'],
  ['on-emergency-soft', 'emergency-soft'],
  ['on-success-soft', 'success-soft'],
  ['paper', 'ink'],
]

/** Borders of controls, focus rings and states. */
const controls: readonly (readonly [string, string])[] = [
  ['edge', 'surface'],
  ['edge', 'paper'],
  ['accent', 'surface'],
  ['focus', 'paper'],
  ['focus', 'surface'],
  ['waiting', 'surface'],
  ['emergency', 'paper'],
  ['emergency', 'surface'],
  ['success', 'surface'],
]

for (const [scheme, colours] of [
  ['light', light],
  ['dark', dark],
] as const) {
  test.each(text)(`${scheme}: %s on %s is text that can be read (7:1)`, (over, under) => {
    expect(contrast(colours[over] ?? '', colours[under] ?? '')).toBeGreaterThanOrEqual(7)
  })
  test.each(controls)(`${scheme}: %s on %s can be made out (4.5:1)`, (over, under) => {
    expect(contrast(colours[over] ?? '', colours[under] ?? '')).toBeGreaterThanOrEqual(4.5)
  })
}

test('every colour of the light scheme has its dark one', () => {
  expect(Object.keys(declared(":root[data-scheme='dark']")).sort()).toEqual(Object.keys(light).sort())
})

const styles = globSync('web/**/*.css').filter((file) => !file.endsWith('tokens.css'))

test.each(styles)('%s names no colour and no size of its own', (file) => {
  const css = readFileSync(file, 'utf8').replace(/\/\*[^]*?\*\//g, '')
  expect(css.match(/#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|lab|lch|hwb|color)a?\(|\d+px\b/gi) ?? []).toEqual([])
})

test.each(styles)('%s uses tokens that there are', (file) => {
  const known = new Set([...tokens.matchAll(/(--[\w-]+):/g)].map(([, name]) => name))
  const css = readFileSync(file, 'utf8')
  const own = new Set([...css.matchAll(/(--[\w-]+):/g)].map(([, name]) => name))
  const used = [...css.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name)
  expect(used.filter((name) => !known.has(name) && !own.has(name))).toEqual([])
})
