import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import type { SocketLimits } from '../../signaling/live/open-sockets.ts'
import { testOrigin } from '../support/answering.ts'
import { startHospital } from '../support/hospital.ts'

const listen = (sockets: SocketLimits) => startHospital({ http: { listens: true, sockets } })

describe('sockets of one', () => {
  async function openSocket(port: number, cookie: string): Promise<number> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/live`, { headers: { origin: testOrigin, cookie } })
    const closed = once(socket, 'close').then(([code]) => Number(code))
    await once(socket, 'open')
    socket.send(JSON.stringify({ type: 'ping' }))
    return Promise.race([closed, once(socket, 'message').then(() => 0)])
  }
  const opened = (port: number, cookies: readonly string[]) =>
    Promise.all(cookies.map((cookie) => openSocket(port, cookie)))

  test('account are so many and no more, however many are opened at once', async () => {
    await using site = await listen({ perPerson: 3, perAddress: 100 })
    const { port } = site
    const { cookie } = await site.addAccount('compatriot')
    const codes = await opened(port, Array<string>(8).fill(cookie))
    expect(codes.toSorted((one, other) => one - other)).toEqual([0, 0, 0, 4429, 4429, 4429, 4429, 4429])
    expect(await openSocket(port, (await site.addAccount('compatriot')).cookie)).toBe(0)
  })

  test('address are so many and no more, and one that closes makes room', async () => {
    await using site = await listen({ perPerson: 2, perAddress: 2 })
    const { port } = site
    const { cookie } = await site.addAccount('compatriot')
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/live`, { headers: { origin: testOrigin, cookie } })
    await once(socket, 'open')
    expect(await openSocket(port, cookie)).toBe(0)
    const other = (await site.addAccount('doctor')).cookie
    expect(await openSocket(port, other)).toBe(4429)
    socket.close()
    await once(socket, 'close')
    await expect.poll(() => openSocket(port, other)).toBe(0)
  })
})
