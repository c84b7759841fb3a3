import { describe, expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { addPatient, archivePatient, changePatient, readPatients } from '../../signaling/identity/patients.ts'
import { changeMe, createStaff } from '../../signaling/identity/service.ts'
import { addCompatriot, addCoordinator } from '../support/people.ts'
import { address, openForSigningIn, hospital } from './sign-in.ts'

openForSigningIn()

async function lastAnnouncement(): Promise<number> {
  const row = await hospital.db.selectFrom('outbox').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row?.id ?? 0
}

describe('one’s own account', () => {
  test('changes what was given, and keeps the rest', async () => {
    const viewer = await addCompatriot(hospital)
    const me = await changeMe(hospital, viewer, { name: '陈美玲', country: 'IT', timeZone: 'europe/madrid' })
    expect(me).toMatchObject({
      name: '陈美玲',
      country: 'IT',
      timeZone: 'Europe/Madrid',
      languages: ['cmn'],
      locale: 'en',
    })
    expect(await changeMe(hospital, viewer, {})).toEqual(me)
  })

  test('is told to nobody where it is so already', async () => {
    const viewer = await addCompatriot(hospital)
    const change = { name: '陈美玲', country: 'IT', languages: ['cmn' as const, 'it' as const] }
    const me = await changeMe(hospital, viewer, { ...change, timeZone: 'Europe/Madrid' })
    const before = await lastAnnouncement()
    expect(await changeMe(hospital, viewer, { ...change, timeZone: 'europe/madrid' })).toEqual(me)
    expect(await lastAnnouncement()).toBe(before)
    await changeMe(hospital, viewer, { languages: ['it', 'cmn'] })
    expect(await lastAnnouncement()).toBeGreaterThan(before)
  })

  test('refuses a zone that nobody knows', async () => {
    const viewer = await addCompatriot(hospital)
    await expect(changeMe(hospital, viewer, { timeZone: 'Mars/Base' })).rejects.toMatchObject({
      code: 'unknownTimeZone',
    })
  })

  test('of staff is created with an address of its own', async () => {
    const coordinator = await addCoordinator(hospital)
    const command = {
      email: address,
      role: 'coordinator' as const,
      name: '李',
      timeZone: 'Asia/Shanghai',
      locale: 'zh-CN' as const,
    }
    expect(await createStaff(hospital, coordinator, command)).toMatchObject({ email: address, role: 'coordinator' })
    const other = await addCoordinator(hospital)
    await expect(createStaff(hospital, other, command)).rejects.toMatchObject({ status: 409, code: 'emailTaken' })
  })
})

describe('patients', () => {
  const child = { name: '小宝', relationship: 'child' as const, birthDate: '2020-02-29', gender: 'male' as const }

  async function putInQueue({ accountId }: AccountViewer, patientId: string): Promise<void> {
    await hospital.db
      .insertInto('ticket')
      .values({
        patientId,
        accountId,
        idempotencyKey: crypto.randomUUID(),
        complaint: '发烧',
        languages: ['cmn'],
        country: 'IT',
        urgency: 'routine',
        status: 'called',
        arrivedAt: hospital.clock.now(),
      })
      .execute()
  }

  test('are added once a key', async () => {
    const viewer = await addCompatriot(hospital)
    const command = { ...child, idempotencyKey: crypto.randomUUID() }
    const added = await addPatient(hospital, viewer, command)
    expect(await addPatient(hospital, viewer, command)).toEqual(added)
    expect(await readPatients(hospital, viewer)).toEqual([{ ...child, id: added.id }])
  })

  test('are one patient a key, by the later words, until they have waited or booked', async () => {
    const viewer = await addCompatriot(hospital)
    const idempotencyKey = crypto.randomUUID()
    const self = { relationship: 'self' as const, idempotencyKey }
    const { id } = await addPatient(hospital, viewer, { ...self, name: '林秀' })
    const later = { ...self, name: '林秀英', birthDate: '1950-02-03' }
    expect(await addPatient(hospital, viewer, later)).toMatchObject({ id, name: '林秀英', birthDate: '1950-02-03' })
    const asChild = { ...child, idempotencyKey }
    expect(await addPatient(hospital, viewer, asChild)).toEqual({ ...child, id })
    expect(await readPatients(hospital, viewer)).toEqual([{ ...child, id }])
    await putInQueue(viewer, id)
    expect(await addPatient(hospital, viewer, later)).toEqual({ ...child, id })
  })

  test('are told to nobody where they are so already', async () => {
    const viewer = await addCompatriot(hospital)
    const added = await addPatient(hospital, viewer, { ...child, idempotencyKey: crypto.randomUUID() })
    await putInQueue(viewer, added.id)
    const before = await lastAnnouncement()
    expect(await changePatient(hospital, viewer, added.id, child)).toEqual(added)
    expect(await changePatient(hospital, viewer, added.id, { gender: child.gender })).toEqual(added)
    expect(await lastAnnouncement()).toBe(before)
    await changePatient(hospital, viewer, added.id, { birthDate: null })
    expect(await lastAnnouncement()).toBeGreaterThan(before)
  })

  test('are oneself at most once, until archived', async () => {
    const viewer = await addCompatriot(hospital)
    const self = () => ({ name: '我', relationship: 'self' as const, idempotencyKey: crypto.randomUUID() })
    const { id } = await addPatient(hospital, viewer, self())
    await expect(addPatient(hospital, viewer, self())).rejects.toMatchObject({ code: 'patientSelfExists' })
    const other = await addPatient(hospital, viewer, { ...child, idempotencyKey: crypto.randomUUID() })
    await expect(changePatient(hospital, viewer, other.id, { relationship: 'self' })).rejects.toMatchObject({
      code: 'patientSelfExists',
    })
    await archivePatient(hospital, viewer, id, false)
    await addPatient(hospital, viewer, self())
  })

  test('are archived once, for who asks again without having heard of it', async () => {
    const viewer = await addCompatriot(hospital)
    const { id } = await addPatient(hospital, viewer, { ...child, idempotencyKey: crypto.randomUUID() })
    const archivedAt = async () =>
      (await hospital.db.selectFrom('patient').select('archivedAt').where('id', '=', id).executeTakeFirstOrThrow())
        .archivedAt
    await archivePatient(hospital, viewer, id, false)
    const first = await archivedAt()
    hospital.clock.forward({ minutes: 1 })
    await archivePatient(hospital, viewer, id, false)
    expect(await archivedAt()).toEqual(first)
    const stranger = await addCompatriot(hospital)
    await expect(archivePatient(hospital, stranger, id, false)).rejects.toMatchObject({ status: 404 })
    await expect(changePatient(hospital, viewer, id, { name: 'x' })).rejects.toMatchObject({ status: 404 })
  })

  test('of others are not there', async () => {
    const viewer = await addCompatriot(hospital)
    const { id } = await addPatient(hospital, viewer, { ...child, idempotencyKey: crypto.randomUUID() })
    const stranger = await addCompatriot(hospital)
    for (const act of [
      () => changePatient(hospital, stranger, id, { name: 'x' }),
      () => archivePatient(hospital, stranger, id, false),
      () => archivePatient(hospital, stranger, crypto.randomUUID(), false),
    ]) {
      await expect(act()).rejects.toMatchObject({ status: 404 })
    }
  })

  test('who wait are not archived', async () => {
    const viewer = await addCompatriot(hospital)
    const { id } = await addPatient(hospital, viewer, { ...child, idempotencyKey: crypto.randomUUID() })
    await putInQueue(viewer, id)
    await expect(archivePatient(hospital, viewer, id, false)).rejects.toMatchObject({
      status: 409,
      code: 'patientIsWaiting',
    })
  })

  test.each(['2099-01-01', '0085-03-01'])('are not born on %s', async (birthDate) => {
    const viewer = await addCompatriot(hospital)
    const command = { ...child, birthDate, idempotencyKey: crypto.randomUUID() }
    await expect(addPatient(hospital, viewer, command)).rejects.toMatchObject({ status: 400, code: 'invalidInput' })
  })
})
