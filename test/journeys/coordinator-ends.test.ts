import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { toRange } from '../../db/range.ts'
import type { NewTicket } from '../../signaling/waiting-room/contract.ts'
import { expectAccessible, PHONE, screenshot } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { addCoordinator, addDoctorOnShift, addHousehold, addPatient } from '../support/people.ts'
import { emptyWaitingRoom } from '../waiting-room/scene.ts'
import { meet, openAs, takeTicket } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

beforeEach(() => emptyWaitingRoom(site))

test('a doctor is disabled once it is said how many shifts and bookings go with it; the patient reads what to do', async () => {
  const [coordinator, doctor, booker] = await Promise.all([
    addCoordinator(site),
    addDoctorOnShift(site, { name: '叶知秋' }),
    addHousehold(site),
  ])
  const { db, clock } = site
  const start = clock.now().add({ hours: 24 }).round('minute')
  const { id: shiftId } = await db
    .insertInto('shift')
    .values({
      expertId: doctor.expertId,
      during: toRange({ start, end: start.add({ hours: 2 }) }),
      timeZone: 'Asia/Shanghai',
      slotMinutes: 30,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const book = (patientId: string, from: Temporal.Instant) => ({
    idempotencyKey: randomUUID(),
    patientId,
    shiftId,
    specialty: 'generalPractice',
    start: from.toString(),
    reason: '',
  })
  const patient = await openAs(site, booker, '/appointments', PHONE)
  const send = (body: object) =>
    patient.evaluate(async (json) => {
      const headers = { 'content-type': 'application/json' }
      return (await fetch('/api/appointments', { method: 'POST', headers, body: json })).status
    }, JSON.stringify(body))
  expect(await send(book(booker.patientId, start))).toBe(201)

  const page = await openAs(site, coordinator, '/experts/staff')
  await page.getByRole('button', { name: '停用叶知秋' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('2 个正在进行或以后的班次会取消').waitFor()
  await dialog.getByText('1 位就诊人的预约会取消').waitFor()
  await dialog.getByText('以后重新启用，这些都不会恢复').waitFor()
  // Somebody books while the dialog is open: it says so by itself.
  const child = await addPatient(site, booker)
  expect(await send(book(child, start.add({ minutes: 30 })))).toBe(201)
  await dialog.getByText('2 位就诊人的预约会取消').waitFor()
  await expectAccessible(page)
  await screenshot(page, 'staff-disable-doctor')
  await dialog.getByRole('button', { name: '停用' }).click()
  await page.getByText('叶知秋的账号已停用，2 个预约已取消').waitFor()

  await patient.getByText('医院取消了').first().waitFor()
  await patient.getByRole('link', { name: '再约一个时间' }).first().waitFor()
  await expectAccessible(patient)
  await screenshot(patient, 'appointment-cancelled')
  await patient.getByRole('link', { name: '马上看医生' }).first().click()
  await patient.waitForURL('**/tell**')

  // Enabled again, nothing asks and nothing comes back.
  await page.getByRole('button', { name: '启用叶知秋' }).click()
  await page.getByText('取消的班次不会恢复').waitFor()
  expect(await dialog.count()).toBe(0)
  await page.getByRole('button', { name: '停用叶知秋' }).click()
  await dialog.getByText('没有以后的班次').waitFor()
})

test('all places of an account are taken out from the board, with a reason that its owner reads', async () => {
  const coordinator = await addCoordinator(site)
  const owner = await addHousehold(site, { name: '潘秀英' })
  const patient = await openAs(site, owner, '/', PHONE)
  const unmatched: Partial<NewTicket> = { specialty: 'dermatology', languages: ['de'] }
  const ticketId = await takeTicket(patient, owner, '皮疹', unmatched)
  for (const told of ['咳嗽', '头痛']) {
    const patientId = await addPatient(site, owner)
    await takeTicket(patient, { ...owner, patientId }, told, unmatched)
  }
  await patient.goto(`${site.url}/waiting/${ticketId}`)
  await patient.getByText('皮疹').waitFor()

  const page = await openAs(site, coordinator, '/')
  const row = page.getByRole('row', { name: /潘秀英/ })
  await row.getByRole('button', { name: /^移出该账号全部 3 个号/ }).click()
  const dialog = page.getByRole('dialog')
  const end = dialog.getByRole('button', { name: '移出 3 个号' })
  await end.waitFor()
  expect(await dialog.getByRole('listitem').count()).toBe(3)
  await end.click()
  await dialog.getByText('请写明原因').waitFor()
  await dialog.getByLabel(/原因/).fill('同一家排了三个号，请只留一个。')
  await dialog.getByText('对方的界面语言：简体中文').waitFor()
  await expectAccessible(page)
  await screenshot(page, 'board-clear')
  await end.click()
  await page.getByText('已移出 3 个号，并已通知账号本人。').waitFor()
  await row.waitFor({ state: 'detached' })

  await patient.getByText('同一家排了三个号，请只留一个。').waitFor()
  // The next place rests: until when, by both clocks, and what there is before.
  await patient.getByText('您和家人新排的号会保留').waitFor()
  await patient.locator('time').first().waitFor()
  await patient.getByRole('link', { name: /拨打 \d+/ }).waitFor()
  await patient.getByRole('link', { name: '预约时间', exact: true }).waitFor()
  expect(await patient.getByText('随时可以再排队').count()).toBe(0)
  await expectAccessible(patient)
  await screenshot(patient, 'waiting-ended-with-reason')
  await expect.poll(() => site.letters.filter(({ subject }) => subject === '您的候诊号已由调度员结束').length).toBe(1)

  // Home promises it no sooner.
  await patient.goto(site.url)
  await patient.getByText('您和家人新排的号会保留').waitFor()
  expect(await patient.getByText('现在不用等').count()).toBe(0)
  await expectAccessible(patient)
  // Nor does the step before the place is taken.
  await patient.goto(`${site.url}/tell?step=last`)
  await patient.getByText('您和家人新排的号会保留').waitFor()

  // It can be called from the board though nobody is on duty for it.
  await takeTicket(patient, owner, '皮疹', unmatched)
  await row.getByText('调度员结束过该账号的号').waitFor()
  await row.getByRole('button', { name: /^马上再叫/ }).waitFor()
  await expectAccessible(page)
})

test('a doctor whose shift a coordinator cancels reads so, and which one it is', async () => {
  const [coordinator, doctor] = await Promise.all([addCoordinator(site), addDoctorOnShift(site, { name: '苏木' })])
  const clinic = await openAs(site, doctor, '/')
  await clinic.getByRole('button', { name: '上岗' }).click()
  await clinic.getByRole('button', { name: '暂停' }).waitFor()
  const shifts = site.db.selectFrom('shift').select('id').where('expertId', '=', doctor.expertId)
  const { id } = await shifts.executeTakeFirstOrThrow()
  const page = await openAs(site, coordinator, '/settings')
  const cancelled = await page.request.delete(`${site.url}/api/shifts/${id}`, { headers: { origin: site.url } })
  expect(cancelled.status()).toBe(200)
  await clinic.getByRole('heading', { name: '调度员取消了您的班次' }).waitFor()
  await clinic.getByText('之后的安排见上面').waitFor()
  expect(await clinic.getByText('按上面的“上岗”').count()).toBe(0)
  await expectAccessible(clinic)
  await screenshot(clinic, 'shift-cancelled')
  // Nor does anybody who waits come to them.
  const owner = await addHousehold(site, { name: '林阿婆' })
  await takeTicket(await openAs(site, owner, '/', PHONE), owner)
  await clinic.getByText('您的班次已取消').waitFor()
  expect(await clinic.getByText('林阿婆').count()).toBe(0)
  await expectAccessible(clinic)
  await clinic.getByRole('link', { name: '我的班次' }).click()
  await clinic.getByText('调度员取消了您的班次').waitFor()
  await expectAccessible(clinic)
  await screenshot(clinic, 'shift-cancelled-shifts')
})

test('a doctor reads why somebody would come to them, and no reason for a place that nobody calls yet', async () => {
  const [doctor, owner] = await Promise.all([
    addDoctorOnShift(site, { name: '杜仲', specialties: ['tcm'] }),
    addHousehold(site, { name: '周玉兰' }),
  ])
  const clinic = await openAs(site, doctor, '/')
  const phone = await openAs(site, owner, '/', PHONE)
  const ticketId = await takeTicket(phone, owner, '腰痛', { specialty: 'tcm' })
  await clinic.getByText(/^原因：/).waitFor()
  const notBefore = site.clock.now().add({ minutes: 20 })
  await site.db.updateTable('waiting').set({ notBefore }).where('ticketId', '=', ticketId).execute()
  await clinic.reload()
  await clinic.getByText(/以后才叫$/).waitFor()
  expect(await clinic.getByText(/^原因：/).count()).toBe(0)
})

test('a patient whose visit a coordinator ends reads so, also in the records, and may queue again', async () => {
  const { patient, consultationId } = await meet(site)
  const page = await openAs(site, await addCoordinator(site), '/settings')
  const ended = await page.request.post(`${site.url}/api/consultations/${consultationId}/end`, {
    headers: { origin: site.url },
    data: { reason: 'technical', requeue: false },
  })
  expect(ended.status()).toBe(200)
  await patient.waitForURL(/\/waiting\//)
  await patient.getByText('调度员结束了这次会诊').waitFor()
  await patient.getByText('您的号也随之结束').waitFor()
  await expectAccessible(patient)
  await screenshot(patient, 'waiting-ended-by-coordinator')
  await patient.getByRole('link', { name: '看医嘱' }).click()
  await patient.waitForURL(/\/records\//)
  await patient.getByText('如果还要看医生，可以再排队').waitFor()
  await expectAccessible(patient)
  await patient.goto(`${site.url}/records`)
  await patient.getByText('调度员结束了这次会诊').waitFor()
  expect(await patient.getByText('医生在写医嘱').count()).toBe(0)
  await expectAccessible(patient)
  await screenshot(patient, 'records-ended-by-coordinator')
  await patient.getByRole('link', { name: /^现在可以做什么.+/ }).click()
  await patient.getByRole('link', { name: '现在可以做什么', exact: true }).click()
  await patient.getByRole('button', { name: '再排队' }).click()
  await patient.waitForURL(/\/tell\?/)
})
