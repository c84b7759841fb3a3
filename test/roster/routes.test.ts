import { beforeAll, describe, expect, test } from 'vitest'
import type { TestAccount } from '../support/answering.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctor } from '../support/people.ts'

/** What the walk over all routes doesn't say: the answers' shapes and codes, from panel to booking, over HTTP. */
const site = openHospital({ http: true, now: '2026-11-22T12:00:00Z' })
let coordinator: TestAccount
let compatriot: TestAccount
beforeAll(async () => {
  coordinator = await site.addAccount('coordinator')
  compatriot = await site.addAccount('compatriot', { locale: 'it' })
})

const key = () => crypto.randomUUID()

async function addExpert(): Promise<string> {
  const answer = await site.send(coordinator, 'POST', '/api/experts', {
    idempotencyKey: key(),
    email: `${key()}@example.org`,
    nameHan: '林晓燕',
    nameLatin: 'Lin Xiaoyan',
    title: '',
    specialties: ['tcm'],
    languages: [{ language: 'cmn', proficiency: 'native' }],
    institution: '温州侨爱医院',
    licenseNumber: '1',
    licenseVerifiedBy: '李',
    timeZone: 'Asia/Shanghai',
  })
  expect(answer.status).toBe(201)
  return answer.body.id
}

const hours = { startsAtLocal: '14:00', endsAtLocal: '23:00', timeZone: 'Asia/Shanghai', slotMinutes: 30 }

describe('from the panel to a booked slot', () => {
  test('all of it over the API', async () => {
    const expertId = await addExpert()
    const shift = await site.send(coordinator, 'POST', '/api/shifts', {
      ...hours,
      idempotencyKey: key(),
      expertId,
      date: '2026-11-23',
    })
    expect(shift).toMatchObject({ status: 201, body: { expertId, booked: 0 } })
    const laid = await site.send(coordinator, 'POST', '/api/shift-patterns', {
      ...hours,
      idempotencyKey: key(),
      expertId,
      weekdays: [1, 2],
      validFrom: '2026-11-23',
      validUntil: null,
    })
    expect(laid).toMatchObject({ status: 201, body: { laid: 15, clashes: [shift.body.during] } })
    const week = await site.send(coordinator, 'GET', '/api/roster?from=2026-11-23T00:00:00Z&until=2026-11-30T00:00:00Z')
    expect(week).toMatchObject({ status: 200, body: { experts: [{ id: expertId, onDuty: false }] } })
    expect(week.body.shifts).toHaveLength(2)
    expect(week.body.gaps.length).toBe(3)

    const patient = await site.send(compatriot, 'POST', '/api/patients', {
      idempotencyKey: key(),
      name: '我',
      relationship: 'self',
    })
    const query = 'specialty=tcm&from=2026-11-23T00:00:00Z&until=2026-11-24T00:00:00Z&language=cmn'
    const slots = await site.send(compatriot, 'GET', `/api/slots?${query}`)
    expect(slots.body).toHaveLength(18)
    const booked = await site.send(compatriot, 'POST', '/api/appointments', {
      idempotencyKey: key(),
      patientId: patient.body.id,
      shiftId: slots.body[0].shiftId,
      specialty: 'tcm',
      start: slots.body[0].during.start,
      reason: '',
    })
    expect(booked).toMatchObject({ status: 201, body: { status: 'booked', expert: { id: expertId } } })
    const refused = await site.send(coordinator, 'DELETE', `/api/shifts/${shift.body.id}`)
    expect(refused).toMatchObject({
      status: 409,
      body: { error: { code: 'shiftHasAppointments', details: { count: 1 } } },
    })
    const cancelled = await site.send(coordinator, 'DELETE', `/api/shifts/${shift.body.id}?appointments=cancel`)
    expect(cancelled).toMatchObject({
      status: 200,
      body: { cancelledShifts: 1, cancelledAppointments: 1, keptBecauseBooked: [] },
    })
    expect(await site.send(coordinator, 'POST', `/api/shifts/${shift.body.id}/restore`)).toMatchObject({ status: 200 })
    expect(await site.send(compatriot, 'GET', '/api/appointments')).toMatchObject({
      body: [{ status: 'cancelled', cancelledBy: 'hospital' }],
    })
    const again = await site.send(compatriot, 'POST', `/api/appointments/${booked.body.id}/cancel`)
    expect(again).toMatchObject({ status: 200, body: { status: 'cancelled' } })
    await site.deliver()
    // Booked and cancelled within a moment: only what is true is told.
    expect(site.letters.map(({ subject }) => subject)).toEqual(['L’ospedale ha annullato il suo appuntamento'])

    const ended = await site.send(coordinator, 'DELETE', `/api/shift-patterns/${laid.body.pattern.id}`)
    expect(ended).toMatchObject({ status: 200, body: { cancelledShifts: 15, keptBecauseBooked: [] } })
    expect(await site.send(coordinator, 'GET', '/api/shift-patterns')).toMatchObject({ status: 200, body: [] })
  })

  test('retiring an expert', async () => {
    const id = await addExpert()
    expect(await site.send(coordinator, 'PATCH', `/api/experts/${id}`, { retired: true })).toMatchObject({
      status: 200,
      body: { retired: true },
    })
    const colleague = await site.signIn(await addDoctor(site))
    const panel = await site.send(colleague, 'GET', '/api/panel')
    expect(panel.body.map((expert: { id: string }) => expert.id)).not.toContain(id)
    expect(await site.send(coordinator, 'PATCH', `/api/experts/${id}`, { email: 'x@example.org' })).toMatchObject({
      status: 400,
    })
  })

  test.each([
    ['/api/roster?from=2026-11-23T00:00:00Z', 'no end'],
    ['/api/roster?from=monday&until=tuesday', 'no instants'],
    ['/api/roster?from=2026-11-30T00:00:00Z&until=2026-11-23T00:00:00Z', 'the wrong way round'],
  ])('%s is refused: %s', async (url) => {
    expect(await site.send(coordinator, 'GET', url)).toMatchObject({
      status: 400,
      body: { error: { code: 'invalidInput' } },
    })
  })

  test.each([
    ['twentyFive', { startsAtLocal: '25:00' }],
    ['a day that there is not', { date: '2026-02-30' }],
    ['slots of no length', { slotMinutes: 0 }],
  ])('a shift is refused with %s', async (_name, change) => {
    const expertId = await addExpert()
    const body = { ...hours, idempotencyKey: key(), expertId, date: '2026-11-23', ...change }
    expect(await site.send(coordinator, 'POST', '/api/shifts', body)).toMatchObject({
      status: 400,
      body: { error: { code: 'invalidInput' } },
    })
  })
})

test('a doctor’s account without a panel entry has no duty and no shifts', async () => {
  const doctor = await site.addAccount('doctor')
  expect(await site.send(doctor, 'GET', '/api/duty')).toMatchObject({ status: 404 })
  const query = 'from=2026-11-23T00:00:00Z&until=2026-11-30T00:00:00Z'
  expect(await site.send(doctor, 'GET', `/api/my-shifts?${query}`)).toMatchObject({ status: 200, body: [] })
  expect(await site.send(doctor, 'GET', '/api/appointments')).toMatchObject({ status: 200, body: [] })
})
