import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endConsultation, enterConsultation } from '../../signaling/consultations/service.ts'
import { startTestLiveKit, type TestLiveKit } from '../support/livekit.ts'
import { type HospitalApp, openHospitalApp } from './app.ts'
import { callSomebody, consultationRow } from './hospital.ts'

const server = createServer()
const answers: number[] = []
let livekit: TestLiveKit
let open: HospitalApp

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  livekit = await startTestLiveKit({ webhookUrl: `http://127.0.0.1:${port}/api/video/webhook` })
  open = await openHospitalApp(livekit.carrier)
  server.on('request', (request, response) => {
    response.on('finish', () => answers.push(response.statusCode))
    open.test.app.routing(request, response)
  })
}, 120_000)

afterAll(async () => {
  await livekit?.[Symbol.asyncDispose]()
  server.closeAllConnections()
  server.close()
  await open?.[Symbol.asyncDispose]()
})

test('a room opened behind our back after the end is closed because LiveKit tells of it', async () => {
  const { hospital } = open
  const visit = await callSomebody(hospital)
  await enterConsultation(hospital.here, visit.owner, visit.id)
  const { roomName } = await consultationRow(hospital, visit.id)
  await endConsultation(hospital.here, visit.doctor, visit.id, { reason: 'completed', requeue: false })

  await livekit.carrier.openRoom(roomName)
  const isOpen = () =>
    livekit.carrier.whoIsThere(roomName).then(
      () => true,
      () => false,
    )
  while (await isOpen()) await sleep(20)
  expect(answers.length).toBeGreaterThan(0)
  expect(new Set(answers)).toEqual(new Set([204]))
})
