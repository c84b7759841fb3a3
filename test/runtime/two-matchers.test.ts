import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { transact } from '../../signaling/live/transact.ts'
import { findBroken } from '../access/invariants.ts'
import type { LiveClient } from '../support/live-client.ts'
import { addDoctor, addShift } from '../support/people.ts'
import { addTicket } from '../support/visits.ts'
import { openCalls, waitingIds } from '../waiting-room/scene.ts'
import { openSocket, openTwoServers, setClock, signIn, watch } from './two-servers.ts'

const doctorCount = 30
const ticketCount = 60

const { hospital, servers } = openTwoServers()

test(`the matchers of two servers call for ${doctorCount} doctors at once: each of them once, and nobody twice of ${ticketCount}`, async () => {
  await setClock(hospital)
  for (let index = 0; index < ticketCount; index += 1) await addTicket(hospital)
  const doctors: { readonly expertId: string; readonly shiftId: string; readonly socket: LiveClient }[] = []
  for (let index = 0; index < doctorCount; index += 1) {
    const doctor = await addDoctor(hospital)
    const shiftId = await addShift(hospital, doctor)
    const socket = await openSocket(index % 2 === 0 ? servers.here : servers.there, await signIn(hospital, doctor))
    await watch(socket, `currentConsultation:${doctor.expertId}`)
    doctors.push({ expertId: doctor.expertId, shiftId, socket })
  }
  await transact(hospital, async (trx, announce) => {
    const startedAt = hospital.clock.now()
    const duties = doctors.map(({ expertId, shiftId }) => ({ expertId, shiftId, startedAt }))
    await trx.insertInto('duty').values(duties).execute()
    // Wakes the matchers of both.
    announce('queue:generalPractice')
  })
  await expect.poll(async () => (await openCalls(hospital)).size).toBe(doctorCount)

  // Whichever server has made a call, its doctor's socket shows that very one.
  const calls = await openCalls(hospital)
  const ticketOf = new Map([...calls].map(([ticketId, expertId]) => [expertId, ticketId] as const))
  await Promise.all(
    doctors.map(async ({ expertId, socket }) => {
      const ticketId = ticketOf.get(expertId) ?? 'nobody'
      await socket.frame((frame) => frame.type === 'change' && JSON.stringify(frame.data).includes(ticketId))
      socket.close()
    }),
  )
  // Two rounds of both matchers.
  await pause(4_000)
  const made = await hospital.db.selectFrom('encounter').select(['ticketId', 'expertId']).execute()
  expect(made).toHaveLength(doctorCount)
  expect(new Set(made.map(({ ticketId }) => ticketId)).size).toBe(doctorCount)
  expect(new Set(made.map(({ expertId }) => expertId)).size).toBe(doctorCount)
  expect(await waitingIds(hospital)).toHaveLength(ticketCount - doctorCount)
  expect(await findBroken(hospital.db)).toEqual([])
})
