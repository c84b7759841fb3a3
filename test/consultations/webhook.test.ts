import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { endConsultation, enterConsultation } from '../../signaling/consultations/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addCall } from '../support/visits.ts'
import { encounterRow } from './state.ts'

const answers: number[] = []
const hospital = openHospital({ http: { listens: true }, video: true })

beforeAll(() => {
  hospital.app.server.on('request', (_request, response) => {
    response.on('finish', () => answers.push(response.statusCode))
  })
})

test('a room opened behind our back after the end is closed because LiveKit tells of it', async () => {
  const visit = await addCall(hospital)
  await enterConsultation(hospital, visit.owner, visit.id)
  const { roomName } = await encounterRow(hospital, visit.id)
  await endConsultation(hospital, visit.doctor, visit.id, { reason: 'completed', requeue: false })

  await hospital.livekit.carrier.openRoom(roomName)
  const isOpen = () =>
    hospital.livekit.carrier.whoIsThere(roomName).then(
      () => true,
      () => false,
    )
  while (await isOpen()) await sleep(20)
  expect(answers.length).toBeGreaterThan(0)
  expect(new Set(answers)).toEqual(new Set([204]))
})
