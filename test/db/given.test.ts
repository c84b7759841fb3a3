import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { openDatabase } from '../../db/connection.ts'
import { checkGivenDatabase } from '../../db/given.ts'

/** What a server says to whoever wants to connect: an ErrorResponse of PostgreSQL's protocol. */
function refusal(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`)
  const head = Buffer.from('E\0\0\0\0')
  head.writeInt32BE(fields.length + 4, 1)
  return Buffer.concat([head, fields])
}

/** How the start is refused by a server that refuses the connection. */
async function whyNot(code: string, message: string): Promise<unknown> {
  const server = createServer((socket) => socket.once('data', () => socket.end(refusal(code, message))))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `postgres://qiaoyi:hunter2@127.0.0.1:${(server.address() as AddressInfo).port}/qiaoyi`
  const { db, close } = openDatabase(url, pino({ level: 'silent' }))
  try {
    return await checkGivenDatabase(db, url, 'DATABASE_URL').catch((error: unknown) => error)
  } finally {
    await close()
    server.close()
  }
}

test('a server too old for the limits of connections is told as too old', async () => {
  expect(await whyNot('42704', 'unrecognized configuration parameter "transaction_timeout"')).toMatchObject({
    name: 'CannotStart',
    message: expect.stringMatching(/^DATABASE_URL leads to PostgreSQL 16 or older .*needs 18 or newer/),
  })
})

test('a server that refuses for another reason is told with it', async () => {
  const message = expect.stringMatching(/^DATABASE_URL leads to no database: the server refuses this user or password/)
  expect(await whyNot('28P01', 'password authentication failed')).toMatchObject({ message })
})
