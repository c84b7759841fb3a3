import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { declineCall } from '../../signaling/consultations/service.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { letterWriters } from '../../signaling/letter-writers.ts'
import { openSmtpMail } from '../../signaling/letters/mail-smtp.ts'
import type { Letter } from '../../signaling/letters/mail.ts'
import { type Postman, startPostman } from '../../signaling/letters/postman.ts'
import { claimLetters } from '../../signaling/letters/store.ts'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { endLongPauses } from '../../signaling/waiting-room/lingering.ts'
import { enterWaitingRoom, leaveWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctorOnDuty } from '../support/people.ts'
import { addTicket, newTicket, type Waiting } from '../support/visits.ts'
import { emptyWaitingRoom } from '../waiting-room/scene.ts'

const hospital = openHospital({ there: true })
let postmen: Postman[] = []

/** What the mail server does with each letter: null takes it. */
let faults: (Error | 'hangs' | null)[] = []
let taken: Letter[] = []
let hanging: (() => void)[] = []

const mail = {
  async send(letter: Letter): Promise<void> {
    const fault = faults.shift()
    if (fault === 'hangs') await new Promise<void>((resolve) => hanging.push(resolve))
    else if (fault) throw fault
    taken.push(letter)
  },
}
const away = new Error('the mail server is away')

beforeEach(async () => {
  await emptyWaitingRoom(hospital)
  await hospital.db.deleteFrom('letter').execute()
  faults = []
  taken = []
  hanging = []
})
afterEach(async () => {
  for (const answer of hanging) answer()
  await Promise.all(postmen.map((postman) => postman.stop()))
  postmen = []
})

function hire(through: Dependencies = hospital): Postman {
  const postman = startPostman({ ...through, mail }, letterWriters)
  postmen.push(postman)
  return postman
}

/** Somebody is being called: a letter to be sent, worth it for a minute and a half. */
async function callSomebody(): Promise<Waiting & { readonly consultationId: string }> {
  await addDoctorOnDuty(hospital, { nameLatin: 'doctor 1' })
  const waiter = await addTicket(hospital)
  const match = await matchOnce(hospital)
  if (match?.ticketId !== waiter.ticket.id) throw new Error('nobody was called')
  return { ...waiter, consultationId: match.consultationId }
}

const isLeft = async (): Promise<boolean> =>
  (await hospital.db.selectFrom('letter').select('id').executeTakeFirst()) !== undefined

const sendTimes = async (): Promise<string[]> =>
  (await hospital.db.selectFrom('letter').select('sendAt').execute()).map(({ sendAt }) => String(sendAt))

test('a letter whose mail server refuses goes once it takes it, once', async () => {
  await callSomebody()
  faults = [away, away]
  const postman = hire()
  await postman.deliver()
  expect(taken).toEqual([])
  // Not at once again: five seconds, then ten.
  hospital.clock.forward({ seconds: 4 })
  await postman.deliver()
  hospital.clock.forward({ seconds: 2 })
  await postman.deliver()
  expect(faults).toEqual([])
  hospital.clock.forward({ seconds: 9 })
  await postman.deliver()
  expect(taken).toEqual([])
  hospital.clock.forward({ seconds: 2 })
  await postman.deliver()
  expect(taken).toMatchObject([{ subject: expect.stringMatching(/^doctor \d+ is calling you$/) }])
  hospital.clock.forward({ minutes: 1 })
  await postman.deliver()
  expect(taken).toHaveLength(1)
  expect(await isLeft()).toBe(false)
})

test('a call that is over by then is told to nobody', async () => {
  const { owner, consultationId } = await callSomebody()
  faults = [away]
  const postman = hire()
  await postman.deliver()
  await declineCall(hospital, owner, consultationId)
  hospital.clock.forward({ seconds: 30 })
  await postman.deliver()
  expect(taken).toEqual([])
  expect(await isLeft()).toBe(false)
})

test('a call that ran out unanswered is told to nobody', async () => {
  await callSomebody()
  faults = [away]
  const postman = hire()
  await postman.deliver()
  hospital.clock.forward({ seconds: 91 })
  await postman.deliver()
  expect([taken, await isLeft()]).toEqual([[], false])
})

test('the end of a long pause is told also after hours, unless the patient has waited again', async () => {
  const first = await callSomebody()
  await declineCall(hospital, first.owner, first.consultationId)
  await hospital.db.updateTable('duty').set({ endedAt: hospital.clock.now() }).execute()
  const second = await callSomebody()
  await declineCall(hospital, second.owner, second.consultationId)
  hospital.clock.forward({ hours: 12 })
  const postman = hire()
  await postman.deliver()
  taken = []
  expect(await endLongPauses(hospital)).toBe(2)
  faults = Array.from({ length: 12 }, () => away)
  await postman.deliver()
  // Whether they still wait or have been seen by then.
  const { id: again } = await enterWaitingRoom(hospital, second.owner, newTicket(second.patientId))
  await leaveWaitingRoom(hospital, second.owner, again, {})
  for (let hour = 0; hour < 12; hour += 1) {
    hospital.clock.forward({ hours: 1 })
    await postman.deliver()
  }
  expect(taken.map(({ subject }) => subject)).toEqual(['Your place in the queue has ended'])
  expect(taken[0]?.text).toContain('at Mon')
})

test('after a day a letter is given up', async () => {
  const { owner, consultationId } = await callSomebody()
  await declineCall(hospital, owner, consultationId)
  hospital.clock.forward({ hours: 12 })
  await endLongPauses(hospital)
  faults = Array.from({ length: 200 }, () => away)
  const postman = hire()
  let tries = 0
  for (; (await isLeft()) && tries < 100; tries += 1) {
    hospital.clock.forward({ hours: 1 })
    await postman.deliver()
  }
  // At first every hour's first try; the bound is a day, whatever the pauses are.
  expect(tries).toBeGreaterThanOrEqual(23)
  expect(tries).toBeLessThanOrEqual(25)
})

test('one letter that hangs holds up no other, and is sent by nobody else meanwhile', async () => {
  await callSomebody()
  faults = ['hangs']
  const [here, other] = [hire(), hire(hospital.there)]
  await vi.waitFor(() => expect(hanging).toHaveLength(1), { timeout: 5_000 })
  // The process is alive: however much time passes, its claim is renewed with each round.
  for (let round = 0; round < 4; round += 1) {
    hospital.clock.forward({ seconds: 20 })
    // Whichever of the two has it is not done.
    void Promise.all([here.deliver(), other.deliver()])
    const until = hospital.clock.now().add({ seconds: 30 })
    await vi.waitFor(async () => expect(await sendTimes()).toEqual([String(until)]), { timeout: 5_000 })
  }
  expect(taken).toEqual([])
  await emptyWaitingRoom(hospital)
  await callSomebody()
  await vi.waitFor(() => expect(taken).toHaveLength(1), { timeout: 5_000 })
  for (const answer of hanging) answer()
  await vi.waitFor(() => expect(taken).toHaveLength(2), { timeout: 5_000 })
  await vi.waitFor(async () => expect(await isLeft()).toBe(false), { timeout: 5_000 })
  expect(new Set(taken.map(({ id }) => id)).size).toBe(2)
})

test('a letter that has gone is not sent again where its row could not be deleted', async () => {
  await callSomebody()
  const { owner } = hospital.database
  await sql`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not now'; end $$`.execute(
    owner,
  )
  await sql`create trigger refuse before delete on letter execute function refuse()`.execute(owner)
  const postman = hire()
  await postman.deliver()
  expect([taken.length, await isLeft()]).toEqual([1, true])
  await sql`drop trigger refuse on letter`.execute(owner)
  hospital.clock.forward({ seconds: 6 })
  await postman.deliver()
  expect([taken.length, await isLeft()]).toEqual([1, false])
})

test('a letter whose process ended in the middle is sent by another', async () => {
  await callSomebody()
  const id = '00000000-0000-7000-8000-000000000000'
  // As a process leaves it that claimed it and is gone.
  await hospital.db
    .updateTable('letter')
    .set({ id, tries: 1, sendAt: hospital.clock.now().add({ seconds: 30 }) })
    .execute()
  const postman = hire(hospital.there)
  await postman.deliver()
  expect(taken).toEqual([])
  hospital.clock.forward({ seconds: 31 })
  await postman.deliver()
  expect(taken).toMatchObject([{ id }])
})

test('of many processes one sends each letter, and a transaction that is undone sends none', async () => {
  for (let call = 0; call < 12; call += 1) {
    await hospital.db.updateTable('duty').set({ endedAt: hospital.clock.now() }).execute()
    await callSomebody()
  }
  const many = Array.from({ length: 6 }, (_, at) => hire(at % 2 === 0 ? hospital : hospital.there))
  await Promise.all(many.map((postman) => postman.deliver()))
  await vi.waitFor(() => expect(taken).toHaveLength(12), { timeout: 5_000 })
  expect(new Set(taken.map(({ to }) => to)).size).toBe(12)
  expect(await isLeft()).toBe(false)
})

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
    const postman = startPostman({ ...hospital, mail: smtp }, letterWriters)
    postmen.push(postman)
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
    postmen.push(startPostman({ ...hospital, mail: smtp }, writers))
    await vi.waitFor(() => expect(server.received.match(/a long letter/g)?.length).toBeGreaterThanOrEqual(3), 5_000)
    await smtp.send(letter('your code'))
    expect(server.received).toContain('Subject: your code')
  } finally {
    server.close()
  }
}, 15_000)

test('however many letters wait, no more are claimed than the mail server is asked at once', async () => {
  const now = hospital.clock.now()
  await callSomebody()
  // The plan that PostgreSQL makes for a table that has just filled up looks for them once for each row.
  await sql`
    insert into letter (kind, about, happened_at, asked_at, send_at)
    select kind, gen_random_uuid(), happened_at, asked_at, send_at from letter, generate_series(1, 300)`.execute(
    hospital.db,
  )
  for (const plan of ['on', 'off']) {
    const claimed = await hospital.db.transaction().execute(async (trx) => {
      await sql`select set_config('enable_hashjoin', ${plan}, true), set_config('enable_hashagg', ${plan}, true),
        set_config('enable_mergejoin', ${plan}, true), set_config('enable_sort', ${plan}, true),
        set_config('enable_material', ${plan}, true), set_config('enable_memoize', ${plan}, true)`.execute(trx)
      return await claimLetters(trx, { now, until: now.add({ seconds: 30 }), limit: 5 })
    })
    expect(claimed).toHaveLength(5)
  }
})

test('what calls a patient goes before hundreds of letters that were due before', async () => {
  const now = hospital.clock.now()
  const before = now.subtract({ seconds: 20 })
  await sql`
    insert into letter (kind, about, happened_at, asked_at, send_at)
    select 'cancelled', gen_random_uuid(), ${before}, ${before}, ${before} from generate_series(1, 300)`.execute(
    hospital.db,
  )
  await callSomebody()
  const claimed = await hospital.db
    .transaction()
    .execute((trx) => claimLetters(trx, { now: hospital.clock.now(), until: now.add({ seconds: 30 }), limit: 3 }))
  expect(claimed.filter(({ kind }) => kind === 'call')).toHaveLength(1)
})

test('a letter of a kind that this version does not know waits, untried, for a process that does', async () => {
  await sql`alter table letter drop constraint letter_kind`.execute(hospital.database.owner)
  const now = hospital.clock.now()
  await sql`
    insert into letter (kind, about, happened_at, asked_at, send_at)
    values ('reminder', gen_random_uuid(), ${now}, ${now}, ${now})`.execute(hospital.db)
  const postman = hire()
  await postman.deliver()
  hospital.clock.forward({ hours: 25 })
  await postman.deliver()
  expect(await hospital.db.selectFrom('letter').select('tries').execute()).toEqual([{ tries: 0 }])
  expect(await sendTimes()).toEqual([String(now)])
})
