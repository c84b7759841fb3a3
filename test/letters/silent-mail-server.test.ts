import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { letterWriters } from '../../signaling/letter-writers.ts'
import { openSmtpMail } from '../../signaling/letters/mail-smtp.ts'
import type { Letter } from '../../signaling/letters/mail.ts'
import { callSomebody, hospital, openPost, startDelivering } from './post.ts'

openPost()

/** A mail server that takes connections and says nothing, until it is told to. */
class SilentMailServer {
  readonly server: Server
  readonly sockets = new Set<Socket>()
  received = ''
  speaks = false
  /** Letters with this in them are never said to be taken. */
  holds = /^\b$/

  constructor() {
    this.server = createServer((socket) => {
      this.sockets.add(socket.on('error', () => undefined))
      if (!this.speaks) return
      let inData = false
      let letter = ''
      socket.write('220 mail.example ESMTP\r\n')
      socket.on('data', (chunk) => {
        this.received += chunk.toString()
        letter += chunk.toString()
        for (const line of chunk.toString().split('\r\n')) {
          if (inData && line === '.') {
            inData = false
            if (!this.holds.test(letter)) socket.write('250 taken\r\n')
          } else if (!inData && line === 'DATA') {
            inData = true
            socket.write('354 go on\r\n')
          } else if (!inData && /^(EHLO|MAIL|RCPT|RSET|QUIT)/.test(line)) socket.write('250 ok\r\n')
        }
      })
    })
  }

  async listen(): Promise<number> {
    this.server.listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    return (this.server.address() as AddressInfo).port
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy()
    this.server.close()
  }
}

test('a mail server that never greets is given up in time, and gets the letter once it speaks', async () => {
  await callSomebody()
  const server = new SilentMailServer()
  try {
    const port = await server.listen()
    const url = `smtp://127.0.0.1:${port}?ignoreTLS=true`
    const smtp = openSmtpMail(url, 'Qiaoyi <hospital@example.org>', {
      connectionTimeout: 300,
      greetingTimeout: 300,
      socketTimeout: 300,
    })
    const postman = startDelivering({ ...hospital, mail: smtp })
    await postman.deliver()
    expect(server.received).toBe('')
    server.speaks = true
    hospital.clock.forward({ seconds: 6 })
    await postman.deliver()
    expect(server.received.match(/^Subject: doctor \d+ is calling you/gm)).toHaveLength(1)
    expect(server.received).toMatch(/^Message-ID: <[0-9a-f-]{36}@example\.org>/im)
  } finally {
    server.close()
  }
}, 20_000)

test('however long the mail server takes over letters, a code goes', async () => {
  const now = hospital.clock.now()
  const server = new SilentMailServer()
  server.speaks = true
  server.holds = /^Subject: a long letter/m
  try {
    const smtp = openSmtpMail(
      `smtp://127.0.0.1:${await server.listen()}?ignoreTLS=true`,
      'Qiaoyi <hospital@example.org>',
    )
    const letter = (subject: string): Letter => ({ to: 'chen@example.org', subject, text: 'x', locale: 'en' })
    const writers = { ...letterWriters, booked: () => Promise.resolve(letter('a long letter')) }
    await sql`
      insert into letter (kind, about, happened_at, asked_at, send_at)
      select 'booked', gen_random_uuid(), ${now}, ${now}, ${now} from generate_series(1, 20)`.execute(hospital.db)
    startDelivering({ ...hospital, mail: smtp }, writers)
    await vi.waitFor(() => expect(server.received.match(/a long letter/g)?.length).toBeGreaterThanOrEqual(3), 5_000)
    await smtp.send(letter('your code'))
    expect(server.received).toContain('Subject: your code')
  } finally {
    server.close()
  }
}, 15_000)
