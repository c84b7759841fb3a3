import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { declineCall } from '../../signaling/consultations/service.ts'
import type { Dependencies } from '../../signaling/dependencies.ts'
import type { Letter } from '../../signaling/letters/mail.ts'
import type { Postman } from '../../signaling/letters/postman.ts'
import { endLongPauses } from '../../signaling/waiting-room/lingering.ts'
import { enterWaitingRoom, leaveWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { newTicket } from '../support/visits.ts'
import { emptyWaitingRoom } from '../waiting-room/scene.ts'
import { callSomebody, hospital, openPost, startDelivering } from './post.ts'

openPost()

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

beforeEach(() => {
  faults = []
  taken = []
  hanging = []
})
afterEach(() => {
  for (const answer of hanging) answer()
})

function hire(through: Dependencies = hospital): Postman {
  return startDelivering({ ...through, mail })
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
