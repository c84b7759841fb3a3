import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { toRange } from '../../db/range.ts'
import { expectAccessible, screenshot } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { addCoordinator, addDoctorOnShift, addHousehold, addPatient, type Household } from '../support/people.ts'
import { addAppointment, endDuties, openAs, phoneInItaly, says } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

async function send(page: Page, path: string, data: object = {}): Promise<{ id: string }> {
  const response = await page.request.fetch(site.url + path, { method: 'POST', headers: { origin: site.url }, data })
  expect([path, response.ok()]).toEqual([path, true])
  return await response.json()
}

async function waitFor(page: Page, { patientId }: Household, over: object): Promise<string> {
  const { id } = await send(page, '/api/tickets', {
    idempotencyKey: randomUUID(),
    patientId,
    complaint: '手上起红疹，痒',
    redFlags: [],
    specialty: 'dermatology',
    languages: ['cmn'],
    interpreterWanted: false,
    country: 'IT',
    toBeSupplied: [],
    ...over,
  })
  return id
}

test('who waits for nobody is told when somebody comes, books, or goes to general practice with one tap', async () => {
  const { db, clock } = site
  const doctor = await addDoctorOnShift(site)
  const later = await addDoctorOnShift(site, { specialties: ['dermatology'] })
  const start = clock.now().round({ smallestUnit: 'hour', roundingMode: 'ceil' }).add({ hours: 3 })
  const during = toRange({ start, end: start.add({ hours: 4 }) })
  await db.updateTable('shift').set({ during }).where('expertId', '=', later.expertId).execute()

  const me = await addHousehold(site)
  const page = await openAs(site, me, '/', phoneInItaly)
  const id = await waitFor(page, me, {})
  await page.goto(`${site.url}/waiting/${id}`)
  await says(page, '现在没有能为您看诊的医生值班')
  const inBothClocks = page.locator('time', { hasText: '罗马' })
  await expect.poll(() => inBothClocks.first().textContent()).toMatch(/\d\d:\d\d.*罗马.*·.*\d\d:\d\d.*北京|上海/)
  const book = page.getByRole('link', { name: '预约时间' })
  expect(await book.getAttribute('href')).toBe('/booking?specialty=dermatology')
  await expectAccessible(page)

  // Nobody can yet in general practice either; as soon as somebody can, it is offered.
  const move = page.getByRole('button', { name: '马上改看全科' })
  expect(await move.isVisible()).toBe(false)
  const desk = await openAs(site, doctor, '/')
  await send(desk, '/api/duty/start')
  await move.click()
  const call = page.getByRole('dialog', { name: '医生在呼叫您' })
  await call.getByText('全科医生').waitFor()
})

test('home and the waiting room say the same; an emergency is taken by general practice, and everybody reads why', async () => {
  await endDuties(site)
  const doctor = await addDoctorOnShift(site)
  const desk = await openAs(site, doctor, '/')
  const busy = await addHousehold(site)
  const busyPage = await openAs(site, busy, '/', phoneInItaly)
  // An hour that has come is not called the next.
  await says(busyPage, '一位医生的班次已经开始')
  await waitFor(busyPage, busy, { specialty: 'generalPractice' })
  await send(desk, '/api/duty/start')
  const theirCall = busyPage.getByRole('dialog', { name: '医生在呼叫您' })
  await theirCall.waitFor()

  const me = await addHousehold(site)
  const page = await openAs(site, me, '/', phoneInItaly)
  const id = await waitFor(page, me, { specialty: 'generalPractice' })
  const about = page.getByText(/大约还要 .+/)
  const atHome = await about.first().textContent()
  await page.goto(`${site.url}/waiting/${id}`)
  await expect.poll(() => about.first().textContent()).toBe(atHome)

  const urgent = await addHousehold(site)
  const urgentPage = await openAs(site, urgent, '/', phoneInItaly)
  const urgentId = await waitFor(urgentPage, urgent, { specialty: 'respiratory', redFlags: ['chestPain'] })
  await urgentPage.goto(`${site.url}/waiting/${urgentId}`)
  await says(urgentPage, '由其他科最先空闲的医生接诊')
  // Before the doctor's own patients, as soon as the doctor is free.
  await theirCall.getByRole('button', { name: '现在不方便' }).click()
  await urgentPage.getByText('呼吸科没有空闲的医生，情况紧急，由全科接诊').waitFor()
  expect(await page.getByRole('dialog', { name: '医生在呼叫您' }).isVisible()).toBe(false)
  const coordinator = await openAs(site, await addCoordinator(site), '/')
  await says(coordinator, '呼吸科没人空闲且紧急，由全科接')
})

test('a doctor on a break is told who can’t wait, the board that nobody is free, and the patient of the break', async () => {
  await endDuties(site)
  const doctor = await addDoctorOnShift(site, { specialties: ['respiratory'] })
  const desk = await openAs(site, doctor, '/')
  await send(desk, '/api/duty/start')
  await send(desk, '/api/duty/pause')
  const board = await openAs(site, await addCoordinator(site), '/')
  const me = await addHousehold(site, { name: '王小明' })
  const page = await openAs(site, me, '/', phoneInItaly)
  const id = await waitFor(page, me, { specialty: 'respiratory', redFlags: ['breathless'] })
  await says(page, '能为您看诊的医生在值班，现在暂停接诊')
  await page.goto(`${site.url}/waiting/${id}`)
  await says(page, '能为您看诊的医生在值班，现在暂停接诊')
  await says(page, '医生一回来，就按顺序叫号')
  // Whoever can't wait is sent to the telephone, and to no other day.
  await page.getByRole('link', { name: '拨打 112', exact: true }).waitFor()
  expect(await page.getByRole('link', { name: '预约时间', exact: true }).count()).toBe(0)
  await expectAccessible(page)
  await screenshot(page, 'waiting-emergency')
  await says(board, '没人能接')
  await says(board, '其他各科的医生也可以接')
  await desk.getByText('呼吸科：紧急，没有空闲的医生').first().waitFor()
  await expectAccessible(desk)
  await desk.getByRole('button', { name: '结束暂停，马上接诊' }).first().click()
  await page.getByRole('dialog', { name: '医生在呼叫您' }).waitFor()
  await board.getByText('没人能接', { exact: true }).waitFor({ state: 'detached' })
})

test('whoever could not be reached for too many calls reads that the place is kept, and from when on it is called again', async () => {
  const { db, clock } = site
  const me = await addHousehold(site)
  const page = await openAs(site, me, '/', phoneInItaly)
  const id = await waitFor(page, me, {})
  const notBefore = clock.now().add({ minutes: 40 })
  await db.updateTable('waiting').set({ notBefore }).where('ticketId', '=', id).execute()
  await page.goto(`${site.url}/waiting/${id}`)
  await says(page, '这个号暂时不叫')
  await says(page, '刚才多次呼叫您或您登记的家人，都没能开始看诊')
  await says(page, '您的位置还在。最早叫您的时间')
  const clockThere = notBefore.toZonedDateTimeISO('Europe/Rome').toPlainTime().toString().slice(0, 5)
  await page.locator('time', { hasText: clockThere }).first().waitFor()
  expect(await page.getByText(/您是下一位|您排在第一位/).count()).toBe(0)
  // What there is now: a call for help, and a time of their own.
  await page.getByRole('link', { name: /拨打 \d+/ }).waitFor()
  await page.getByRole('link', { name: '预约时间', exact: true }).waitFor()
  await expectAccessible(page)
  await page.goto(site.url)
  await says(page, '这个号暂时不叫')
  await page.locator('time', { hasText: clockThere }).first().waitFor()
  await expectAccessible(page)
})

test('whose booked place has ended, and whose next one rests, is offered another time', async () => {
  const { db, clock } = site
  await endDuties(site)
  const me = await addHousehold(site)
  const appointmentId = await addAppointment(site, me)
  const page = await openAs(site, me, '/', phoneInItaly)
  const id = await waitFor(page, me, { appointmentId, specialty: 'respiratory' })
  await page.goto(`${site.url}/waiting/${id}`)
  await says(page, '您预约的医生还没到。等 15 分⁠钟，同科的医生都可以叫您。')
  const ended = { status: 'left', leftReason: 'unanswered', leftAt: clock.now() } as const
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('waiting').where('ticketId', '=', id).execute()
    await trx.updateTable('ticket').set(ended).where('id', '=', id).execute()
  })
  await db.updateTable('appointment').set({ status: 'noshow' }).where('id', '=', appointmentId).execute()
  const another = await waitFor(page, { ...me, patientId: await addPatient(site, me) }, {})
  const board = await openAs(site, await addCoordinator(site), '/settings')
  await send(board, `/api/tickets/${another}/places/clear`, { reason: '请只留一个。' })
  await page.goto(`${site.url}/waiting/${id}`)
  await says(page, '您和家人新排的号会保留')
  const book = page.getByRole('link', { name: '预约时间', exact: true })
  await book.waitFor()
  expect(await book.getAttribute('href')).toBe('/booking?specialty=respiratory')
})

test('who has missed a call says with one tap that they are there, and may be called at once', async () => {
  const { db, clock } = site
  const me = await addHousehold(site)
  const page = await openAs(site, me, '/', phoneInItaly)
  const id = await waitFor(page, me, {})
  await db.updateTable('ticket').set({ callsMissed: 1 }).where('id', '=', id).execute()
  await db
    .updateTable('waiting')
    .set({ notBefore: clock.now().add({ minutes: 2 }) })
    .where('ticketId', '=', id)
    .execute()
  await page.goto(`${site.url}/waiting/${id}`)
  await says(page, '刚才呼叫了您，没有接到')
  const here = page.getByRole('button', { name: '我在，请现在叫我' })
  await here.waitFor()
  await expectAccessible(page)
  await screenshot(page, 'waiting-missed')
  await here.tap()
  await here.waitFor({ state: 'detached' })
  await says(page, '有空闲的医生就叫您')
  const place = await db.selectFrom('waiting').select('notBefore').where('ticketId', '=', id).executeTakeFirstOrThrow()
  expect(Temporal.Instant.compare(place.notBefore, clock.now())).toBeLessThanOrEqual(0)
})

test('who may wait for more than an hour reads when somebody else is on duty next', async () => {
  const { db, clock } = site
  await endDuties(site)
  const doctor = await addDoctorOnShift(site, { specialties: ['tcm'] })
  const later = await addDoctorOnShift(site, { specialties: ['tcm'] })
  const start = clock.now().round({ smallestUnit: 'hour', roundingMode: 'ceil' }).add({ hours: 3 })
  const during = toRange({ start, end: start.add({ hours: 4 }) })
  await db.updateTable('shift').set({ during }).where('expertId', '=', later.expertId).execute()
  const desk = await openAs(site, doctor, '/')
  await send(desk, '/api/duty/start')
  const wait = async () => {
    const person = await addHousehold(site)
    const page = await openAs(site, person, '/', phoneInItaly)
    return { page, id: await waitFor(page, person, { specialty: 'tcm' }) }
  }
  for (let ahead = 0; ahead < 7; ahead += 1) await wait()
  const { page, id } = await wait()
  await page.goto(`${site.url}/waiting/${id}`)
  await says(page, '可能要等一个小时以上')
  await says(page, '下一班医生：')
})
