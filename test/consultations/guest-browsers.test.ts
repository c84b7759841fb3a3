import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { lockExpert } from '../../db/locks.ts'
import { decideKnock, nameApart } from '../../signaling/consultations/rules.ts'
import { addCall } from '../support/visits.ts'
import { Browser, decide, guestsOf, hospital, invite, knockWith, openHospitalForGuests } from './guest-browser.ts'

openHospitalForGuests()

test('a second browser with the link of somebody who is in knocks for itself, and the doctor sees two', async () => {
  const invited = await invite()
  const first = await knockWith(invited, '张伟')
  await decide(invited, first.seatId, 'admit')
  expect((await first.browser.enter()).status).toBe(200)

  const second = new Browser()
  const opened = await second.open(invited.token)
  expect(opened.body).toMatchObject({ participant: { status: 'invited', name: '' }, participants: [] })
  expect((await second.enter()).status).toBe(404)
  expect((await second.send('GET', '/api/guest')).body).toMatchObject({ participants: [] })
  const message = { idempotencyKey: randomUUID(), body: '让我进去' }
  expect((await second.send('POST', '/api/guest/messages', message)).status).toBe(404)

  const asked = await second.ask('张伟')
  expect(asked.body.participant).toMatchObject({ status: 'asking', name: '张伟 (2)' })
  expect(await guestsOf(invited)).toMatchObject([
    { id: first.seatId, name: '张伟', status: 'admitted', openLink: invited.linkId },
    { id: asked.body.participant.id, name: '张伟 (2)', status: 'asking', openLink: invited.linkId },
  ])
  expect((await second.enter()).body.error.code).toBe('notAdmitted')
  expect((await first.browser.enter()).status).toBe(200)
})

test('admitting one never admits the other, and each enters as itself', async () => {
  const invited = await invite()
  const [stranger, relative] = [await knockWith(invited, '张伟'), await knockWith(invited, '张伟')]
  await decide(invited, relative.seatId, 'admit')
  expect((await stranger.browser.enter()).body.error.code).toBe('notAdmitted')
  expect((await relative.browser.enter()).body.participantId).toBe(relative.seatId)
  await decide(invited, stranger.seatId, 'admit')
  expect((await stranger.browser.enter()).body.participantId).toBe(stranger.seatId)
  expect(stranger.seatId).not.toBe(relative.seatId)
})

test('a reload, and a link to another visit opened between, leave a browser in its seat', async () => {
  const invited = await invite()
  const { browser, seatId } = await knockWith(invited, '译员')
  await decide(invited, seatId, 'admit')
  expect((await browser.open(invited.token)).body.participant).toMatchObject({ id: seatId, status: 'admitted' })
  expect((await browser.enter()).body.participantId).toBe(seatId)

  const other = await invite()
  expect((await browser.open(other.token)).body.participant).toMatchObject({ id: other.linkId, status: 'invited' })
  expect((await browser.enter()).status).toBe(404)
  expect((await browser.open(invited.token)).body.participant).toMatchObject({ id: seatId, status: 'admitted' })
  expect((await browser.enter()).body.participantId).toBe(seatId)
  expect(await guestsOf(invited)).toHaveLength(1)
})

test('one browser that knocks twenty times at once has one seat', async () => {
  const invited = await invite()
  const browser = new Browser()
  await browser.open(invited.token)
  const answers = await Promise.all(Array.from({ length: 20 }, () => browser.ask('张伟')))
  expect(new Set(answers.map(({ body }) => body.participant?.id))).toEqual(new Set([invited.linkId]))
  expect(await guestsOf(invited)).toHaveLength(1)
})

test('a stranger with the link and a thousand browsers keeps the doctor from nobody', async () => {
  const invited = await invite()
  const relative = await knockWith(invited, '外婆')
  const strangers = Array.from({ length: 200 }, () => new Browser())
  await Promise.all(strangers.map((stranger) => stranger.open(invited.token)))
  const answers = await Promise.all(strangers.map((stranger) => stranger.ask('外婆')))
  const codes = answers.map(({ status, body }) => (status === 200 ? 'asks' : body.error.code))
  expect(codes.filter((code) => code === 'asks')).toHaveLength(4)
  expect(codes.filter((code) => code === 'linkBusy')).toHaveLength(196)
  expect((await guestsOf(invited)).map(({ name }) => name).toSorted()).toEqual([
    '外婆',
    '外婆 (2)',
    '外婆 (3)',
    '外婆 (4)',
    '外婆 (5)',
  ])
  expect((await decide(invited, relative.seatId, 'admit')).status).toBe(200)
  expect((await relative.browser.enter()).status).toBe(200)
  // Who only knocks takes no seat: a colleague can still be invited.
  const { doctor, visit } = invited
  const another = { idempotencyKey: randomUUID(), kind: 'interpreter', name: '译员' }
  expect((await hospital.send(doctor, 'POST', `/api/consultations/${visit.id}/participants`, another)).status).toBe(201)

  // However many are turned away, a link that went round comes to an end.
  for (let round = 0; round < 6; round += 1) {
    for (const { id, status } of await guestsOf(invited)) if (status === 'asking') await decide(invited, id, 'refuse')
    await Promise.all(Array.from({ length: 5 }, () => knockWith(invited, '外婆').catch(() => undefined)))
  }
  const late = new Browser()
  await late.open(invited.token)
  expect((await late.ask('外婆')).body.error.code).toBe('linkInvalid')
  const guests = await guestsOf(invited)
  expect(guests.filter(({ openLink }) => openLink === invited.linkId)).toHaveLength(20)
  // The doctor is told, until the link is closed, and can send a new one to whom it was meant for.
  expect(guests.filter(({ linkUsedUp }) => linkUsedUp).map(({ id }) => id)).toEqual([invited.linkId])
  await hospital.send(doctor, 'POST', `/api/consultations/${visit.id}/links/${invited.linkId}/close`)
  expect((await guestsOf(invited)).some(({ linkUsedUp }) => linkUsedUp)).toBe(false)
})

test('the doctor closes a link that is in the wrong hands: who is in stays, who asks is turned away', async () => {
  const invited = await invite()
  const relative = await knockWith(invited, '张伟')
  await decide(invited, relative.seatId, 'admit')
  const stranger = await knockWith(invited, '张伟')
  const looking = new Browser()
  await looking.open(invited.token)
  const close = `/api/consultations/${invited.visit.id}/links/${invited.linkId}/close`
  const answers = [
    await hospital.send(invited.doctor, 'POST', close),
    await hospital.send(invited.doctor, 'POST', close),
  ]
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect((await guestsOf(invited)).map(({ status, openLink }) => [status, openLink])).toEqual([
    ['admitted', null],
    ['refused', null],
  ])
  expect((await relative.browser.open(invited.token)).status).toBe(200)
  expect((await relative.browser.enter()).status).toBe(200)
  expect((await stranger.browser.ask('张伟')).body.error.code).toBe('linkInvalid')
  expect((await looking.send('GET', '/api/guest')).body.participant.status).toBe('refused')
  expect((await looking.ask('张伟')).body.error.code).toBe('linkInvalid')
  expect((await new Browser().open(invited.token)).body.error.code).toBe('linkInvalid')
})

test('whoever is put out closes the link to those who still ask with it', async () => {
  const invited = await invite()
  const relative = await knockWith(invited, '外婆')
  await decide(invited, relative.seatId, 'admit')
  const other = await knockWith(invited, '外婆')
  await decide(invited, relative.seatId, 'remove')
  expect((await guestsOf(invited)).map(({ status }) => status)).toEqual(['removed', 'refused'])
  expect((await decide(invited, other.seatId, 'admit')).status).not.toBe(200)
  expect((await other.browser.ask('外婆')).body.error.code).toBe('linkInvalid')
})

test('no link is closed by its seat’s guest, by another doctor, or by the name of another seat', async () => {
  const invited = await invite()
  const other = await invite()
  const { seatId } = await knockWith(invited, '张伟')
  const second = await knockWith(invited, '张伟')
  expect(seatId).toBe(invited.linkId)
  const at = `/api/consultations/${invited.visit.id}/links`
  expect((await hospital.send(other.doctor, 'POST', `${at}/${invited.linkId}/close`)).status).toBe(404)
  expect((await second.browser.send('POST', `${at}/${invited.linkId}/close`)).status).toBe(401)
  for (const wrong of [second.seatId, other.linkId, randomUUID()]) {
    expect((await hospital.send(invited.doctor, 'POST', `${at}/${wrong}/close`)).status).toBe(404)
  }
})

describe('after', () => {
  test('a removal the link lets nobody in any more, and others who came by it stay', async () => {
    const invited = await invite()
    const [stranger, relative] = [await knockWith(invited, '张伟'), await knockWith(invited, '张伟')]
    await decide(invited, stranger.seatId, 'admit')
    await decide(invited, relative.seatId, 'admit')
    await decide(invited, stranger.seatId, 'remove')
    expect((await stranger.browser.open(invited.token)).body.error.code).toBe('linkInvalid')
    expect((await stranger.browser.enter()).body.error.code).toBe('notAdmitted')
    expect((await new Browser().open(invited.token)).body.error.code).toBe('linkInvalid')
    expect((await relative.browser.enter()).body).toMatchObject({ participantId: relative.seatId, roomEpoch: 2 })
  })

  test('a refusal the one who was refused is out, and whom the link was meant for can knock', async () => {
    const invited = await invite()
    const stranger = await knockWith(invited, '张伟')
    await decide(invited, stranger.seatId, 'refuse')
    expect((await stranger.browser.open(invited.token)).body.error.code).toBe('linkInvalid')
    expect((await stranger.browser.ask('张伟')).body.error.code).toBe('linkInvalid')
    const relative = await knockWith(invited, '张伟')
    expect((await guestsOf(invited)).find(({ id }) => id === relative.seatId)).toMatchObject({ name: '张伟' })
    await decide(invited, relative.seatId, 'admit')
    expect((await relative.browser.enter()).status).toBe(200)
  })

  test('a withdrawal, before anybody has knocked, nobody can', async () => {
    const invited = await invite()
    const looking = new Browser()
    await looking.open(invited.token)
    await decide(invited, invited.linkId, 'refuse')
    expect((await looking.ask('张伟')).body.error.code).toBe('linkInvalid')
    expect((await new Browser().open(invited.token)).body.error.code).toBe('linkInvalid')
  })
})

test('a full room takes no further guest of a link, and those who are in stay', async () => {
  const invited = await invite()
  const knocks = []
  for (let index = 0; index < 5; index += 1) knocks.push(await knockWith(invited, `客人${index}`))
  const answers = []
  for (const { seatId } of knocks) answers.push(await decide(invited, seatId, 'admit'))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 409])
  expect(answers.at(-1)?.body.error.code).toBe('roomFull')
  expect((await knocks[0]?.browser.enter())?.status).toBe(200)
})

describe('the rules of knocking', () => {
  const seat = (status: 'asking' | 'refused' | 'admitted') => ({ kind: 'relative', status }) as const
  const link = { status: 'invited', linkClosedAt: null } as const

  test.each([
    ['the first takes the seat', link, [], 'takeSeat'],
    ['a second gets one', { ...link, status: 'admitted' }, [seat('admitted')], 'addSeat'],
    ['after a refusal too', { ...link, status: 'refused' }, [seat('refused')], 'addSeat'],
    ['a sixth who would ask at once does not', link, Array.from({ length: 5 }, () => seat('asking')), 'linkBusy'],
    ['who was let in asks no more', link, Array.from({ length: 6 }, () => seat('admitted')), 'addSeat'],
    ['a 21st browser does not', link, Array.from({ length: 20 }, () => seat('refused')), 'linkInvalid'],
    ['a withdrawn one opens nothing', { ...link, status: 'refused' }, [], 'linkInvalid'],
    [
      'a closed one opens nothing',
      { ...link, linkClosedAt: Temporal.Instant.from('2026-03-02T09:00:00Z') },
      [],
      'linkInvalid',
    ],
  ] as const)('%s', (_name, of, knocks, expected) => {
    expect(decideKnock(of, knocks)).toBe(expected)
  })

  test.each([
    ['张伟', [], '张伟'],
    [' 张 伟 ', ['张伟'], '张 伟 (2)'],
    ['ＡＮＮＡ', ['Anna', 'anna (2)'], 'ＡＮＮＡ (3)'],
    ['an\u200Bna', ['Anna'], 'an\u200Bna (2)'],
    ['\u202Egnahz', [], 'gnahz'],
    ['  ', ['林'], '译员'],
    ['\u200B', ['译员'], '译员 (2)'],
    ['林 (2)', ['林', '林 (2)'], '林 (2) (2)'],
  ])('%j beside %j is %j', (said, taken, expected) => {
    expect(nameApart(said, '译员', taken)).toBe(expected)
  })
})

test('browsers that were not let in wait for nobody who is in the visit, and keep nobody from answering', async () => {
  const invited = await invite()
  const strangers = Array.from({ length: 60 }, () => new Browser())
  await Promise.all(strangers.map((stranger) => stranger.open(invited.token)))
  const call = await addCall(hospital)
  const patient = await hospital.signIn(call.owner)
  const refused = await hospital.db.transaction().execute(async (trx) => {
    await lockExpert(trx, invited.visit.doctor.expertId)
    const asked = Promise.all(strangers.flatMap((stranger) => [stranger.enter(), stranger.enter()]))
    const answer = await hospital.send(patient, 'POST', `/api/consultations/${call.id}/enter`)
    expect(answer.status).toBe(200)
    return await asked
  })
  expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([404]))
})
