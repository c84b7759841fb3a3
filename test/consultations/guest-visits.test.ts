import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { LiveClient } from '../support/live-client.ts'
import {
  Browser,
  decide,
  guestsOf,
  hospital,
  type Invited,
  invite,
  knockWith,
  openHospitalForGuests,
} from './guest-browser.ts'

openHospitalForGuests()

/** What the page of this visit asks. */
function of({ visit }: Invited, path: string): string {
  return `/api/guest${path}?visit=${visit.id}`
}

function liveClient(browser: Browser, invited: Invited): LiveClient {
  return new LiveClient(hospital.port, undefined, { cookie: browser.cookie }, of(invited, '/live'))
}

/** Opens the link, knocks and is let in. */
async function comeIn(browser: Browser, invited: Invited): Promise<string> {
  await browser.open(invited.token)
  const { body } = await browser.ask('译员')
  await decide(invited, body.participant.id, 'admit')
  return body.participant.id
}

describe('a browser that has been let in to two visits', () => {
  /** The link of the second was opened last. */
  async function comeInTwice() {
    const [first, second, browser] = [await invite(), await invite(), new Browser()]
    const firstSeat = await comeIn(browser, first)
    const secondSeat = await comeIn(browser, second)
    return { browser, first, firstSeat, second, secondSeat }
  }

  test('enters, writes and reads in the one that its page shows', async () => {
    const { browser, first, firstSeat, second, secondSeat } = await comeInTwice()
    expect((await browser.send('POST', of(first, '/enter'))).body.participantId).toBe(firstSeat)
    const message = { idempotencyKey: randomUUID(), body: '她说头疼' }
    const sent = await browser.send('POST', of(first, '/messages'), message)
    expect(sent).toMatchObject({ status: 201, body: { participantId: firstSeat } })
    expect((await browser.send('GET', of(first, '/messages'))).body.messages).toHaveLength(1)
    expect((await browser.send('GET', of(second, '/messages'))).body.messages).toEqual([])
    expect((await browser.send('GET', of(first, ''))).body.consultationId).toBe(first.visit.id)
    expect((await browser.send('POST', of(first, '/ask'), { name: '译员' })).body.participant.id).toBe(firstSeat)
    expect((await browser.send('POST', of(second, '/enter'))).body.participantId).toBe(secondSeat)
  })

  test('is in the one whose link was opened last where its page names none', async () => {
    const { browser, first, firstSeat, second, secondSeat } = await comeInTwice()
    expect((await browser.send('GET', '/api/guest')).body.consultationId).toBe(second.visit.id)
    expect((await browser.enter()).body.participantId).toBe(secondSeat)
    await browser.open(first.token)
    expect((await browser.enter()).body.participantId).toBe(firstSeat)
  })

  test('has a live socket for each', async () => {
    const { browser, first, firstSeat, second, secondSeat } = await comeInTwice()
    const client = await liveClient(browser, first).opened()
    const answerTo = (topic: string) => {
      client.send({ type: 'watch', topic })
      return client.frame((frame) => frame.type !== 'pong' && frame.topic === topic)
    }
    expect(await answerTo(`guest:${firstSeat}`)).toMatchObject({ type: 'snapshot' })
    expect(await answerTo(`conversation:${first.visit.id}`)).toMatchObject({ type: 'snapshot' })
    expect(await answerTo(`guest:${secondSeat}`)).toMatchObject({ type: 'refused' })
    expect(await answerTo(`conversation:${second.visit.id}`)).toMatchObject({ type: 'refused' })
    client.close()
  })

  test('is put out of one, and stays in the other', async () => {
    const { browser, first, firstSeat, second, secondSeat } = await comeInTwice()
    await decide(first, firstSeat, 'remove')
    expect((await browser.send('POST', of(first, '/enter'))).body.error.code).toBe('notAdmitted')
    expect((await browser.send('GET', of(first, '/messages'))).status).toBe(404)
    const { body } = await browser.send('GET', of(first, ''))
    expect(body).toMatchObject({ participant: { status: 'removed' }, participants: [] })
    expect((await browser.send('POST', of(second, '/enter'))).body.participantId).toBe(secondSeat)
  })
})

describe('whoever names a visit in which their browser has no seat', () => {
  /** What each route answers to a browser that is in a visit of its own. */
  async function namingWith(browser: Browser, visit: string): Promise<number[]> {
    const message = { idempotencyKey: randomUUID(), body: '让我进去' }
    const answers = [
      await browser.send('GET', `/api/guest?visit=${visit}`),
      await browser.send('POST', `/api/guest/ask?visit=${visit}`, { name: '外婆' }),
      await browser.send('POST', `/api/guest/enter?visit=${visit}`),
      await browser.send('GET', `/api/guest/messages?visit=${visit}`),
      await browser.send('POST', `/api/guest/messages?visit=${visit}`, message),
    ]
    return answers.map(({ status }) => status)
  }

  test('reaches nothing of it', async () => {
    const [own, theirs, browser] = [await invite(), await invite(), new Browser()]
    const relative = await knockWith(theirs, '外婆')
    await decide(theirs, relative.seatId, 'admit')
    await comeIn(browser, own)
    expect(await namingWith(browser, theirs.visit.id)).toEqual([401, 401, 401, 401, 401])
    expect(await namingWith(browser, randomUUID())).toEqual([401, 401, 401, 401, 401])
    expect(await namingWith(browser, 'x')).toEqual([400, 400, 400, 400, 400])
    expect(await liveClient(browser, theirs).closed).toBe(401)
    expect(await guestsOf(theirs)).toMatchObject([{ id: relative.seatId, name: '外婆', status: 'admitted' }])
  })

  test('stands outside as before with its link, and stays in their own', async () => {
    const [own, theirs, browser] = [await invite(), await invite(), new Browser()]
    const relative = await knockWith(theirs, '外婆')
    await decide(theirs, relative.seatId, 'admit')
    await comeIn(browser, own)
    await browser.open(theirs.token)
    const door = await browser.send('GET', of(theirs, ''))
    expect(door.body).toMatchObject({ participant: { status: 'invited', name: '' }, participants: [] })
    expect((await browser.send('POST', of(theirs, '/enter'))).status).toBe(404)
    expect((await browser.send('GET', of(theirs, '/messages'))).status).toBe(404)
    expect(await namingWith(browser, own.visit.id)).toEqual([200, 200, 200, 200, 201])
    expect(await guestsOf(theirs)).toHaveLength(1)
  })
})
