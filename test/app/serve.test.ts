import { expect, test } from 'vitest'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { openLog } from '../../signaling/start/console.ts'
import { serve } from '../../signaling/start/serve.ts'
import { leaveWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { startHospital } from '../support/hospital.ts'
import { addDoctorOnDuty } from '../support/people.ts'
import { addTicket } from '../support/visits.ts'
import { openCalls } from '../waiting-room/scene.ts'

test('what serves also closes the rooms of calls that are over, matches, and stops with all of it', async () => {
  await using hospital = await startHospital()
  const steps: (() => Promise<unknown>)[] = []
  const closed: string[] = []
  const carrier = { ...hospital.carrier, closeRoom: (room: string) => Promise.resolve(void closed.push(room)) }
  try {
    await addDoctorOnDuty(hospital)
    const { owner, ticket } = await addTicket(hospital)
    await matchOnce(hospital)
    await leaveWaitingRoom(hospital, owner, ticket.id, {})
    await addTicket(hospital)
    const { roomName } = await hospital.db.selectFrom('abandonedRoom').select('roomName').executeTakeFirstOrThrow()

    const addresses = await serve(
      { ...hospital, carrier },
      {
        shutdown: { add: (stop) => void steps.push(stop) },
        log: openLog('silent'),
        database: { url: hospital.database.url, rounds: hospital.db, background: hospital.db },
        host: '127.0.0.1',
        port: 0,
        webFolder: undefined,
      },
    )
    expect(addresses).toEqual(['127.0.0.1'])
    await expect.poll(() => closed, { timeout: 15_000 }).toContain(roomName)
    await expect.poll(async () => (await openCalls(hospital)).size, { timeout: 15_000 }).toBe(1)
  } finally {
    for (const stop of steps.toReversed()) await stop()
  }
})
