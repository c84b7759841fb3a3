import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import type { GuestViewer } from '../../signaling/access.ts'
import { sendMessage } from '../../signaling/consultations/chat.ts'
import { readMessages } from '../../signaling/consultations/conversation.ts'
import { mintSessionToken } from '../../signaling/consultations/guest-tokens.ts'
import { askAsGuest, openGuestLink } from '../../signaling/consultations/guest-visit.ts'
import { findGuest } from '../../signaling/consultations/guests.ts'
import { readAsGuest } from '../../signaling/consultations/reading.ts'
import { decideAboutSeat, inviteParticipant } from '../../signaling/consultations/seats.ts'
import { endConsultation, enterConsultation } from '../../signaling/consultations/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addVisit, type Visit } from '../support/visits.ts'

const hospital = openHospital({ video: true, there: true })

const completed = { reason: 'completed', requeue: false } as const

async function visitWithLink(): Promise<{ visit: Visit; token: string; participantId: string }> {
  const visit = await addVisit(hospital)
  const { link, participant } = await inviteParticipant(hospital, visit.doctor, visit.id, {
    idempotencyKey: randomUUID(),
    kind: 'interpreter',
    name: '译员',
  })
  const token = /^http:\/\/localhost:3000\/join\/(.+)$/.exec(link ?? '')?.[1]
  if (token === undefined) throw new Error('no link')
  return { visit, token, participantId: participant.id }
}

/** What this cookie's guest can do by now. */
async function holderOf(cookie: string): Promise<GuestViewer> {
  const guest = await findGuest(hospital, cookie)
  if (guest === undefined) throw new Error('no guest')
  return guest
}

/** A browser that has opened the link and knocked with it; its cookie. */
async function knockWith(token: string, name: string): Promise<{ guest: GuestViewer; cookie: string }> {
  const { token: cookie } = await openGuestLink(hospital, { token }, undefined)
  await askAsGuest(hospital, await holderOf(cookie), { name })
  return { guest: await holderOf(cookie), cookie }
}

test('a guest opens the link, asks, is admitted, enters and writes', async () => {
  const { visit, token, participantId } = await visitWithLink()
  await enterConsultation(hospital, visit.owner, visit.id)
  await sendMessage(hospital, visit.owner, visit.id, { idempotencyKey: randomUUID(), body: '您好' })

  const { token: cookie } = await openGuestLink(hospital, { token }, undefined)
  const atTheDoor = await holderOf(cookie)
  expect(atTheDoor).toMatchObject({ role: 'guest', invitationId: participantId, consultationId: visit.id })
  expect(atTheDoor.seatId).toBeUndefined()
  const outside = await askAsGuest(hospital, atTheDoor, { name: 'Giulia Rossi' })
  const guest = await holderOf(cookie)
  expect(outside).toMatchObject({ participant: { name: 'Giulia Rossi', status: 'asking' } })
  expect(outside.participants).toEqual([])
  await expect(readMessages(hospital, guest, visit.id, {})).rejects.toMatchObject({ status: 404 })
  await expect(enterConsultation(hospital, guest, visit.id)).rejects.toMatchObject({ code: 'notAdmitted' })
  const early = { idempotencyKey: randomUUID(), body: 'Buongiorno' }
  await expect(sendMessage(hospital, guest, visit.id, early)).rejects.toMatchObject({ code: 'notAdmitted' })

  await decideAboutSeat(hospital, visit.doctor, { id: visit.id, participantId }, 'admit')
  const inside = await readAsGuest(hospital, guest)
  const { messages } = await readMessages(hospital, guest, visit.id, {})
  expect(messages).toMatchObject([{ body: '您好' }])
  expect(inside.participants.map(({ kind }) => kind)).toEqual(['patient', 'interpreter'])
  expect((await enterConsultation(hospital, guest, visit.id)).participantId).toBe(participantId)
  await sendMessage(hospital, guest, visit.id, early)

  await endConsultation(hospital, visit.doctor, visit.id, completed)
  expect(await readAsGuest(hospital, guest)).toMatchObject({
    consultationStatus: 'finished',
    participants: [],
  })
  await expect(enterConsultation(hospital, guest, visit.id)).rejects.toMatchObject({ code: 'consultationOver' })
  await expect(readMessages(hospital, guest, visit.id, {})).rejects.toMatchObject({ status: 404 })
  const again = openGuestLink(hospital, { token }, cookie)
  await expect(again).rejects.toMatchObject({ code: 'consultationOver' })
})

test.each(['refuse', 'remove'] as const)('after %s, the link opens nothing in the same browser', async (change) => {
  const { visit, token, participantId } = await visitWithLink()
  const { guest, cookie } = await knockWith(token, 'Giulia')
  if (change === 'remove') {
    await decideAboutSeat(hospital, visit.doctor, { id: visit.id, participantId }, 'admit')
    await enterConsultation(hospital, guest, visit.id)
  }
  await decideAboutSeat(hospital, visit.doctor, { id: visit.id, participantId }, change)

  await expect(openGuestLink(hospital, { token }, cookie)).rejects.toMatchObject({ code: 'linkInvalid' })
  await expect(enterConsultation(hospital, guest, visit.id)).rejects.toMatchObject({ code: 'notAdmitted' })
  await expect(askAsGuest(hospital, guest, { name: 'Giulia' })).rejects.toMatchObject({ code: 'linkInvalid' })
  expect(await readAsGuest(hospital, guest)).toMatchObject({
    participant: { status: change === 'refuse' ? 'refused' : 'removed' },
    participants: [],
  })
})

test('a guest of one visit is nobody in another', async () => {
  const { token } = await visitWithLink()
  const other = await addVisit(hospital)
  const { guest } = await knockWith(token, 'Giulia')
  await expect(enterConsultation(hospital, guest, other.id)).rejects.toMatchObject({ status: 404 })
  const message = { idempotencyKey: randomUUID(), body: 'x' }
  await expect(sendMessage(hospital, guest, other.id, message)).rejects.toMatchObject({ status: 404 })
})

test('a link works for a day', async () => {
  const { token } = await visitWithLink()
  const now = hospital.clock.now()
  hospital.clock.set(now.add({ hours: 23 }))
  await expect(openGuestLink(hospital, { token }, undefined)).resolves.toBeDefined()
  hospital.clock.set(now.add({ hours: 24, seconds: 1 }))
  const late = openGuestLink(hospital, { token }, undefined)
  await expect(late).rejects.toMatchObject({ status: 404, code: 'linkInvalid' })
  hospital.clock.set(now)
})

test('forged links and sessions open nothing', async () => {
  const { visit, token, participantId } = await visitWithLink()
  const other = await visitWithLink()
  const { secret } = hospital.settings
  const signed = (key: Uint8Array, change: (jwt: SignJWT) => SignJWT = (jwt) => jwt, consultation = visit.id) =>
    change(
      new SignJWT({ consultation })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer('qiaoyi')
        .setAudience('guest-link')
        .setSubject(participantId)
        .setExpirationTime(new Date(hospital.clock.now().add({ hours: 1 }).epochMilliseconds)),
    ).sign(key)
  const withoutSignature = (alg: string) =>
    `${Buffer.from(JSON.stringify({ alg })).toString('base64url')}.${token.split('.')[1]}.`

  expect(await openGuestLink(hospital, { token: await signed(secret) }, undefined)).toBeDefined()
  const session = { invitationId: participantId, consultationId: visit.id, browser: 'x' }
  const doctorsSeat = (await readSeats(visit.id)).find(({ kind }) => kind === 'doctor')
  const forged = [
    'nonsense',
    withoutSignature('none'),
    withoutSignature('HS256'),
    `${token.slice(0, -4)}AAAA`,
    await signed(new TextEncoder().encode('another secret of thirty-two characters')),
    await signed(secret, (jwt) => jwt.setAudience('guest-session')),
    await signed(secret, (jwt) => jwt.setIssuer('somebody')),
    await signed(secret, (jwt) => jwt, other.visit.id),
    await signed(secret, (jwt) => jwt.setSubject(doctorsSeat?.id ?? '')),
    await mintSessionToken(hospital, session, hospital.clock.now()),
  ]
  for (const each of forged) {
    await expect(openGuestLink(hospital, { token: each }, undefined)).rejects.toMatchObject({
      code: 'linkInvalid',
    })
  }
  expect(await findGuest(hospital, token)).toBeUndefined()
  expect(await findGuest(hospital, 'nonsense')).toBeUndefined()
})

async function readSeats(consultationId: string) {
  return await hospital.database.db
    .selectFrom('participant')
    .selectAll()
    .where('consultationId', '=', consultationId)
    .execute()
}

test('the same invitation sent twice is one seat and one link', async () => {
  const visit = await addVisit(hospital)
  const invite = { idempotencyKey: randomUUID(), kind: 'relative', name: '外公' } as const
  const first = await inviteParticipant(hospital, visit.doctor, visit.id, invite)
  hospital.clock.forward({ minutes: 1 })
  expect(await inviteParticipant(hospital.there, visit.doctor, visit.id, invite)).toEqual(first)
  await expect(
    inviteParticipant(hospital, visit.doctor, visit.id, { ...invite, idempotencyKey: randomUUID(), name: ' ' }),
  ).rejects.toMatchObject({ status: 400, code: 'inviteNeedsName' })
})
