import { expect, test } from 'vitest'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { openLog } from '../../signaling/start/console.ts'
import { serve } from '../../signaling/start/serve.ts'
import { leaveWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { createServices } from '../support/services.ts'
import { addDoctorOnDuty, addWaiter, openCalls } from '../waiting-room/scene.ts'

test('what serves also closes the rooms of calls that are over, matches, and stops with all of it', async () => {
  const services = await createServices('2026-03-02T09:00:00Z')
  const steps: (() => Promise<unknown>)[] = []
  const closed: string[] = []
  const carrier = { ...services.carrier, closeRoom: (room: string) => Promise.resolve(void closed.push(room)) }
  try {
    await addDoctorOnDuty(services)
    const { owner, ticket } = await addWaiter(services)
    await matchOnce(services)
    await leaveWaitingRoom(services, owner, ticket.id, {})
    await addWaiter(services)
    const { roomName } = await services.db.selectFrom('abandonedRoom').select('roomName').executeTakeFirstOrThrow()

    const addresses = await serve(
      { ...services, carrier },
      {
        shutdown: { add: (stop) => void steps.push(stop) },
        log: openLog('silent'),
        database: { url: services.database.url, rounds: services.db, background: services.db },
        host: '127.0.0.1',
        port: 0,
        webFolder: undefined,
      },
    )
    expect(addresses).toEqual(['127.0.0.1'])
    await expect.poll(() => closed, { timeout: 15_000 }).toContain(roomName)
    await expect.poll(async () => (await openCalls(services)).size, { timeout: 15_000 }).toBe(1)
  } finally {
    for (const stop of steps.toReversed()) await stop()
    await services.close()
  }
})
