import { SignJWT } from 'jose'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Admission, type Entry, randomRoomName } from '../../media/carrier.ts'
import { type BareCallPage, joinBareCall, serveBareCallPage } from '../support/bare-call.ts'
import {
  framesRising,
  framesStanding,
  launchBrowser,
  newPerson,
  type Person,
  withNetworkLost,
} from '../support/browser.ts'
import { startTestLiveKit, type TestLiveKit } from '../support/livekit.ts'

let livekit: TestLiveKit
let browser: Browser
let bare: BareCallPage

beforeAll(async () => {
  ;[livekit, browser, bare] = await Promise.all([startTestLiveKit(), launchBrowser(), serveBareCallPage()])
})

afterAll(async () => {
  await browser?.close()
  await Promise.all([livekit?.[Symbol.asyncDispose](), bare?.[Symbol.asyncDispose]()])
})

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
})

function admit(room: string, identity: string): Promise<Entry> {
  const admission: Admission = { room, identity, displayName: identity, mayPublish: ['camera', 'microphone'] }
  return livekit.carrier.admit(admission)
}

async function pageOf(person?: Person): Promise<Page> {
  const context = await newPerson(browser, person)
  const page = await context.newPage()
  await page.goto(bare.url)
  return page
}

async function openRoom(): Promise<string> {
  const room = randomRoomName()
  await livekit.carrier.openRoom(room)
  return room
}

test('two people see each other move', async () => {
  const room = await openRoom()
  const [doctor, patient] = await Promise.all([pageOf(), pageOf()])
  await Promise.all([
    joinBareCall(doctor, await admit(room, 'doctor')),
    joinBareCall(patient, await admit(room, 'patient')),
  ])

  await Promise.all([framesRising(doctor), framesRising(patient)])

  const present = await livekit.carrier.whoIsThere(room)
  expect(present.map(({ identity }) => identity).sort()).toEqual(['doctor', 'patient'])
  expect(present[0]?.publishes).toEqual(['microphone', 'camera'])
})

test('a token opens its own room and no other', async () => {
  const [hers, his] = [await openRoom(), await openRoom()]
  const page = await pageOf()
  const { url, token } = await admit(hers, 'patient')

  const [header, claims = '', signature] = token.split('.')
  const turned = Buffer.from(claims, 'base64url').toString().replace(hers, his)
  const forged = [header, Buffer.from(turned).toString('base64url'), signature].join('.')
  await expect(joinBareCall(page, { url, token: forged })).rejects.toThrow(/invalid/)

  await joinBareCall(page, { url, token })
  expect(await livekit.carrier.whoIsThere(his)).toEqual([])
  expect(await livekit.carrier.whoIsThere(hers)).toHaveLength(1)
})

test('an expired token is refused', async () => {
  const room = await openRoom()
  const { apiKey, apiSecret, url } = livekit.server
  const token = await new SignJWT({ video: { roomJoin: true, room } })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(apiKey)
    .setSubject('patient')
    .setExpirationTime('61 seconds ago')
    .sign(new TextEncoder().encode(apiSecret))

  await expect(joinBareCall(await pageOf(), { url, token })).rejects.toThrow(/expired/)
})

test('a room that was not opened can not be joined', async () => {
  const entry = await admit(randomRoomName(), 'patient')
  await expect(joinBareCall(await pageOf(), entry)).rejects.toThrow(/not exist|not found/)
})

test('a closed room puts everybody out and stays closed', async () => {
  const room = await openRoom()
  const page = await pageOf()
  await joinBareCall(page, await admit(room, 'patient'))

  await livekit.carrier.closeRoom(room)

  await page.waitForFunction(() => window.__room.state === 'disconnected')
  await expect(livekit.carrier.whoIsThere(room)).rejects.toMatchObject({ kind: 'notFound' })
  await expect(joinBareCall(await pageOf(), await admit(room, 'patient'))).rejects.toThrow(/not exist|not found/)
})

test('who is removed is out at once', async () => {
  const room = await openRoom()
  const page = await pageOf()
  await joinBareCall(page, await admit(room, 'relative'))

  await livekit.carrier.remove(room, 'relative')

  await page.waitForFunction(() => window.__room.state === 'disconnected')
  expect(await livekit.carrier.whoIsThere(room)).toEqual([])
})

test('a network lost for a while stops the picture on both sides, and it comes back', async () => {
  const room = await openRoom()
  const [doctor, patient] = await Promise.all([pageOf(), pageOf({ losableNetwork: true })])
  await Promise.all([
    joinBareCall(doctor, await admit(room, 'doctor')),
    joinBareCall(patient, await admit(room, 'patient')),
  ])
  await Promise.all([framesRising(doctor), framesRising(patient)])

  await withNetworkLost(patient.context(), 5_000, {
    meanwhile: async () => {
      await Promise.all([framesStanding(doctor), framesStanding(patient)])
    },
  })

  await Promise.all([framesRising(doctor), framesRising(patient)])
})

test('a killed LiveKit comes back on the same URL, and people can join again', async () => {
  const { server, carrier } = livekit
  const room = await openRoom()
  const pid = server.pid
  process.kill(pid, 'SIGKILL')

  await expect.poll(() => server.isHealthy()).toBe(true)
  await expect.poll(() => server.restarts).toBe(1)
  expect(server.pid).not.toBe(pid)

  await expect(carrier.whoIsThere(room)).rejects.toMatchObject({ kind: 'notFound' })
  await carrier.openRoom(room)
  const [doctor, patient] = await Promise.all([pageOf(), pageOf()])
  await Promise.all([
    joinBareCall(doctor, await admit(room, 'doctor')),
    joinBareCall(patient, await admit(room, 'patient')),
  ])
  await Promise.all([framesRising(doctor), framesRising(patient)])
})
