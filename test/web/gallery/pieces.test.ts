import { isValidElement } from 'react'
import { expect, test } from 'vitest'
import { shelves } from '../../../web/gallery/pieces.ts'
import type { RealWords } from '../../../web/gallery/real-words.ts'

const files = import.meta.glob<Readonly<Record<string, unknown>>>('../../../web/ui/*.{ts,tsx}', { eager: true })

/** Components have capital names, by React's own rule; hooks and functions are no pieces. */
const components = Object.entries(files).flatMap(([path, exported]) =>
  Object.entries(exported)
    .filter(([name]) => /^[A-Z]/.test(name))
    .map(([name, component]) => ({ name, component, file: path.split('/').at(-1) })),
)

const pieces = shelves.flatMap((shelf) => shelf.pieces.map((piece) => ({ ...piece, file: shelf.file })))

/** Any word of any room: its key. */
const say = new Proxy({}, { get: () => (key: string) => key }) as RealWords

/** What a state is made of; also what is made when a value is held, or something is opened. */
function* typesIn(node: unknown): Generator<unknown> {
  if (Array.isArray(node)) for (const one of node) yield* typesIn(one)
  if (!isValidElement<Readonly<Record<string, unknown>>>(node)) return
  yield node.type
  for (const [name, value] of Object.entries(node.props)) {
    const made = name === 'children' && typeof value === 'function'
    yield* typesIn(made ? value(node.props['start'], () => undefined) : value)
  }
}

test('there are pieces', () => {
  expect(components.map(({ name }) => name)).toEqual(expect.arrayContaining(['Button', 'Dialog', 'ChooseOne']))
})

test.each(components)('the gallery shows $name of web/ui/$file', ({ component, file }) => {
  expect(pieces.filter(({ piece }) => piece === component).map((piece) => piece.file)).toEqual([file])
})

test.each(pieces.map((piece) => ({ ...piece, name: piece.piece.name })))(
  '$name is there in each state that the gallery says it shows, and says when it is used',
  ({ piece, when, states }) => {
    expect(when).toMatch(/\S\.$/)
    const without = states.filter(({ show }) => ![...typesIn(show(say))].includes(piece)).map(({ name }) => name)
    expect(without).toEqual([])
    const names = states.map(({ name }) => name)
    expect(names).toEqual([...new Set(names)])
  },
)
