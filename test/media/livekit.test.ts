import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CarrierEvent, randomRoomName } from '../../media/carrier.ts'
import { liveKitCarrier } from '../../media/livekit.ts'
import { startTestLiveKit, type TestLiveKit } from '../support/livekit.ts'

let livekit: TestLiveKit
let receiver: Server
const received: { body: string; authorization: string | undefined }[] = []

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      received.push({ body, authorization: request.headers.authorization })
      response.end()
    })
  })
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  livekit = await startTestLiveKit({ webhookUrl: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/` })
})

afterAll(async () => {
  await livekit?.[Symbol.asyncDispose]()
  receiver?.close()
})

test('a token says who, where and for how long, and nothing else', async () => {
  const room = randomRoomName()
  const { token, expiresAt } = await livekit.carrier.admit({
    room,
    identity: 'p-1',
    displayName: '陈阿婆',
    mayPublish: ['microphone'],
  })

  const claims = decodeJwt(token)
  expect(claims).toMatchObject({ sub: 'p-1', name: '陈阿婆' })
  expect(claims['video']).toEqual({
    roomJoin: true,
    room,
    canSubscribe: true,
    canPublish: true,
    canPublishSources: ['microphone'],
    canPublishData: true,
    canUpdateOwnMetadata: false,
  })
  const lifetime = Temporal.Now.instant().until(expiresAt).total('seconds')
  expect(lifetime).toBeGreaterThan(55)
  expect(lifetime).toBeLessThanOrEqual(60)
  expect(claims.exp).toBeLessThanOrEqual(Math.ceil(expiresAt.epochMilliseconds / 1000))
})

test('rooms are opened, opened again and closed, however often', async () => {
  const { carrier } = livekit
  const room = randomRoomName()
  await expect(carrier.whoIsThere(room)).rejects.toMatchObject({ kind: 'notFound' })

  await Promise.all([carrier.openRoom(room), carrier.openRoom(room), carrier.openRoom(room)])
  expect(await carrier.whoIsThere(room)).toEqual([])
  await carrier.remove(room, 'nobody')

  await carrier.closeRoom(room)
  await carrier.closeRoom(room)
  await expect(carrier.whoIsThere(room)).rejects.toMatchObject({ kind: 'notFound' })
})

test('names of rooms tell nothing and never repeat', () => {
  const names = Array.from({ length: 1_000 }, randomRoomName)
  expect(new Set(names).size).toBe(1_000)
  for (const name of names) expect(name).toMatch(/^[\w-]{22}$/)
})

test('keys that LiveKit does not know are refused', async () => {
  const stranger = liveKitCarrier({ url: livekit.server.url, apiKey: 'stranger', apiSecret: 'x'.repeat(32) })
  await expect(stranger.openRoom(randomRoomName())).rejects.toMatchObject({ name: 'CarrierError', kind: 'refused' })
})

test('a LiveKit that is not there is unreachable', async () => {
  const { apiKey, apiSecret } = livekit.server
  const nowhere = liveKitCarrier({ url: 'ws://127.0.0.1:1', apiKey, apiSecret })
  await expect(nowhere.openRoom(randomRoomName())).rejects.toMatchObject({ name: 'CarrierError', kind: 'unreachable' })
})

test('webhooks are read if LiveKit signed them, and only then', async () => {
  const { carrier, server } = livekit
  const room = randomRoomName()
  await carrier.openRoom(room)
  await carrier.closeRoom(room)
  const ours = (): typeof received => received.filter(({ body }) => body.includes(room))
  await expect.poll(() => ours().length).toBe(2)

  const events: (CarrierEvent | undefined)[] = []
  for (const { body, authorization } of ours()) events.push(await carrier.readEvent(body, authorization))
  expect(events.map((event) => event?.kind)).toEqual(['roomOpened', 'roomClosed'])
  expect(events.map((event) => event?.room)).toEqual([room, room])
  expect(new Set(events.map((event) => event?.id)).size).toBe(2)

  const { body = '', authorization } = ours()[0] ?? {}
  const stranger = liveKitCarrier({ url: server.url, apiKey: server.apiKey, apiSecret: 'x'.repeat(32) })
  const forged = { name: 'CarrierError', kind: 'forged' }
  await expect(carrier.readEvent(body, undefined)).rejects.toMatchObject(forged)
  await expect(carrier.readEvent(body.replace(room, randomRoomName()), authorization)).rejects.toMatchObject(forged)
  await expect(carrier.readEvent(body, `${authorization}x`)).rejects.toMatchObject(forged)
  await expect(stranger.readEvent(body, authorization)).rejects.toMatchObject(forged)
})
