import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import websocket from '@fastify/websocket'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { liveRoutes } from '../../signaling/live/routes.ts'
import type { LiveTopic } from '../../signaling/live/topics.ts'
import type { App } from '../../signaling/routes.ts'
import { closeCode } from '../../signaling/vocabulary.ts'
import { openHospital } from '../support/hospital.ts'
import { newViewer, see } from '../support/hub-lines.ts'
import { LiveClient } from '../support/live-client.ts'

const hospital = openHospital()
let app: App
let port: number
let loads: number

/** Larger than what the network takes of a client that reads nothing. */
const large: LiveTopic = {
  kind: 'shared',
  name: 'large',
  access: see,
  load() {
    loads += 1
    return Promise.resolve('x'.repeat(8 * 1024 * 1024))
  },
}

beforeAll(async () => {
  app = Fastify().withTypeProvider<TypeBoxTypeProvider>()
  await app.register(websocket)
  app.decorateRequest('viewer', undefined)
  app.addHook('onRequest', (request, _reply, done) => {
    request.viewer = newViewer()
    done()
  })
  liveRoutes(app, hospital, [large], () => Promise.resolve([]))
  await app.listen({ port: 0, host: '127.0.0.1' })
  port = (app.server.address() as AddressInfo).port
})

afterAll(() => app?.close())

beforeEach(() => {
  loads = 0
})

/** Watches what is large, and has read nothing of it. */
async function slowClient(): Promise<LiveClient> {
  const client = await new LiveClient(port, undefined).opened()
  client.pause()
  client.send({ type: 'watch', topic: 'large' })
  await expect.poll(() => loads).toBe(1)
  await sleep(100)
  return client
}

test('a large snapshot that is on its way closes no line at the next frame', async () => {
  const client = await slowClient()
  client.send({ type: 'ping' })
  await sleep(200)
  client.resume()
  const answered = client.frame(({ type }) => type === 'pong').then(() => 'answered')
  expect(await Promise.race([answered, client.closed])).toBe('answered')
  client.close()
  await client.closed
})

test('a client that takes nothing is cut off before much more stands behind it', async () => {
  const client = await slowClient()
  for (let turn = 0; turn < 9; turn += 1) client.send({ type: 'watch', topic: 'large' })
  await sleep(500)
  client.resume()
  expect(await client.closed).toBe(closeCode.tooSlow)
  expect(client.frames.length).toBeLessThan(9)
})
