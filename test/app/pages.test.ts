import swagger from '@fastify/swagger'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify from 'fastify'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../../signaling/routes.ts'
import { webClient } from '../../signaling/web-client.ts'

let folder: string
let app: App

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'client-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html>the page')
  await writeFile(join(folder, 'assets', 'index-abc.js'), 'export {}')
  app = Fastify().withTypeProvider<TypeBoxTypeProvider>()
  await app.register(swagger)
  await app.register(webClient, { folder, publicUrl: 'https://qiaoyi.example', carrierUrl: 'wss://video.example' })
})

afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

const signature = 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF'

test.each([
  ['/', 200],
  ['/appointments', 200],
  ['/consultations/0190?from=mail.html', 200],
  // A signed link is three parts with dots between them.
  [`/join/eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJxaWFveWkifQ.${signature}`, 200],
  [`/join/eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJxaWFveWkifQ.${signature.replaceAll('x', '-')}`, 200],
  ['/assets/index-abc.js', 200],
  ['/assets/index-gone.js', 404],
  ['/favicon.ico', 404],
  ['/site.webmanifest?v=2', 404],
  ['/api/nothing', 404],
  ['//', 200],
  ['//:80/', 200],
])('GET %s is answered %i', async (url, status) => {
  const answer = await app.inject({ method: 'GET', url })
  expect(answer.statusCode).toBe(status)
})

test('what is no file of the client and no page of it is not there to be posted to', async () => {
  const answer = await app.inject({ method: 'POST', url: '/appointments' })
  expect(answer.statusCode).toBe(404)
})

test('pages run nothing inline, and open their sockets to us also in browsers that take no socket for our own', async () => {
  const { headers } = await app.inject({ method: 'GET', url: '/appointments' })
  const policy = String(headers['content-security-policy'])
  expect(policy).not.toContain('unsafe')
  expect(policy).toContain("default-src 'self'")
  expect(policy).toMatch(/connect-src 'self' wss:\/\/qiaoyi\.example wss:\/\/video\.example/)
  expect(policy).toContain("frame-ancestors 'none'")
})

test('pages may use what a consultation takes, and nothing else that a browser could give away', async () => {
  const { headers } = await app.inject({ method: 'GET', url: '/appointments' })
  const policy = String(headers['permissions-policy']).split(', ')
  expect(policy).toEqual(expect.arrayContaining(['camera=(self)', 'microphone=(self)', 'display-capture=(self)']))
  expect(policy).toEqual(expect.arrayContaining(['geolocation=()', 'payment=()', 'usb=()']))
  expect(policy.filter((one) => one.endsWith('=*'))).toEqual([])
})

test('pages and files are no part of the description of the API', async () => {
  await app.ready()
  expect(Object.keys(app.swagger().paths ?? {})).toEqual([])
})
