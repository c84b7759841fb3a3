import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { fastify } from 'fastify'
import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { defineAccess } from '../../signaling/access.ts'
import { declareRoutes, Done, shapeOfIds } from '../../signaling/declaring.ts'
import type { App } from '../../signaling/routes.ts'
import { serve } from '../../signaling/serving.ts'
import { closed } from '../../signaling/shapes.ts'

const { visit } = defineAccess('library', { visit: { who: 'everybody' } })

const libraryApi = declareRoutes({
  'POST /api/shelves/:id/books': {
    summary: 'Put a book on a shelf',
    query: closed({ row: Type.String() }),
    body: closed({ title: Type.String() }),
    answer: { 201: Type.Object({ shelf: Type.String(), row: Type.String(), title: Type.String() }) },
    refuses: { 409: ['roomFull'] },
  },
  'DELETE /api/shelves/:id/books/:bookId': { summary: 'Take a book away', answer: { 204: Done } },
})

async function openLibrary() {
  const app: App = fastify().withTypeProvider<TypeBoxTypeProvider>()
  const taken: unknown[] = []
  serve(app, 'library', libraryApi, {
    'POST /api/shelves/:id/books': {
      access: visit,
      bodyLimit: 100,
      answer: ({ params, query, body }) => ({ shelf: params.id, row: query.row, title: body.title }),
    },
    'DELETE /api/shelves/:id/books/:bookId': {
      access: visit,
      sameForAll: true,
      answer: async ({ params }) => void taken.push({ ...params }),
    },
  })
  await app.ready()
  return { app, taken }
}

test('the ids of a path have a shape of their own', () => {
  expect(shapeOfIds('/api/shelves')).toBeUndefined()
  const shape = shapeOfIds('/api/shelves/:id/books/:bookId')
  expect(shape).toMatchObject({ required: ['id', 'bookId'], additionalProperties: false })
})

test('a body longer than its route takes is refused', async () => {
  const { app } = await openLibrary()
  const put = (title: string) =>
    app.inject({ method: 'POST', url: `/api/shelves/${randomUUID()}/books?row=3`, payload: { title } })
  expect((await put('字'.repeat(20))).statusCode).toBe(201)
  expect((await put('字'.repeat(40))).statusCode).toBe(413)
})

test('what is missing from a query or a body is refused', async () => {
  const { app } = await openLibrary()
  const shelf = `/api/shelves/${randomUUID()}/books`
  const refused = await Promise.all([
    app.inject({ method: 'POST', url: shelf, payload: { title: '本草纲目' } }),
    app.inject({ method: 'POST', url: `${shelf}?row=3`, payload: {} }),
  ])
  expect(refused.map(({ statusCode }) => statusCode)).toEqual([400, 400])
})

test('an answer has the status that is declared for it, and nothing is sent where there is nothing to say', async () => {
  const { app, taken } = await openLibrary()
  const [id, bookId] = [randomUUID(), randomUUID()]
  const put = await app.inject({
    method: 'POST',
    url: `/api/shelves/${id}/books?row=3`,
    payload: { title: '本草纲目' },
  })
  expect([put.statusCode, put.json()]).toEqual([201, { shelf: id, row: '3', title: '本草纲目' }])
  const gone = await app.inject({ method: 'DELETE', url: `/api/shelves/${id}/books/${bookId}` })
  expect([gone.statusCode, gone.body]).toEqual([204, ''])
  expect(taken).toEqual([{ id, bookId }])
  const noId = await app.inject({ method: 'DELETE', url: `/api/shelves/${id}/books/first` })
  expect(noId.statusCode).toBe(400)
})
