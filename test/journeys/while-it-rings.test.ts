import type { Page } from 'playwright-core'
import { beforeEach, expect, test } from 'vitest'
import zh from '../../web/consultations/words/zh-CN.json' with { type: 'json' }
import home from '../../web/waiting-room/home/words/zh-CN.json' with { type: 'json' }
import waiting from '../../web/waiting-room/words/zh-CN.json' with { type: 'json' }
import waitingInItalian from '../../web/waiting-room/words/it.json' with { type: 'json' }
import { expectAccessible, framesRising, newPerson, screenshot } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctorOnShift, addHousehold } from '../support/people.ts'
import { listen, notesOf } from './heard.ts'
import { endDuties, openAs, openPage, phoneInItaly, signIn, takeTicket } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

beforeEach(() => endDuties(site))

interface Call {
  readonly page: Page
  readonly phone: Page
  readonly ticketId: string
}

/** A doctor's page, on which a call rings for a patient's phone. */
async function ring(): Promise<Call> {
  const [doctor, patient] = [await addDoctorOnShift(site), await addHousehold(site)]
  const context = await newPerson(site.browser)
  await listen(context)
  await signIn(site, context, doctor)
  const page = await openPage(site, context, '/')
  const phone = await openAs(site, patient, '/', phoneInItaly)
  const ticketId = await takeTicket(phone, patient)
  await page.getByRole('button', { name: '上岗' }).click()
  await page.getByText('正在呼叫林秀英').waitFor()
  return { page, phone, ticketId }
}

test('a call that rings is stopped and not ended: the place stays, and who answers first is not put off', async () => {
  const { page, phone, ticketId } = await ring()
  const stop = page.getByRole('button', { name: zh['stop.button'] })
  await stop.click()
  const dialog = page.getByRole('dialog', { name: '停止呼叫林秀英？' })
  await dialog.waitFor()
  expect(await dialog.getByRole('radio').count()).toBe(2)
  await expectAccessible(page)
  await screenshot(page, 'call-stop')
  await dialog.getByRole('button', { name: zh['stop.button'] }).click()
  await page.getByRole('heading', { name: zh['between.pausedTitle'] }).waitFor()
  const ticket = site.db.selectFrom('ticket').select('status').where('id', '=', ticketId)
  expect(await ticket.executeTakeFirst()).toEqual({ status: 'waiting' })
  // It rang on another page than the waiting room: there too it is said what has become of it, until it is put away.
  const over = phone.getByRole('status').filter({ hasText: waiting['waiting.ended.call.doctor'] })
  await over.getByText(waiting['waiting.endedKept']).waitFor()
  await over.getByRole('button', { name: home['home.toWaiting'] }).waitFor()
  await expectAccessible(phone)
  await screenshot(phone, 'call-over')

  await page.getByRole('button', { name: '下一位', exact: true }).click()
  await page.getByText('正在呼叫林秀英').waitFor()
  await phone.getByRole('dialog').waitFor()
  expect(await over.count()).toBe(0)
  await stop.click()
  await dialog.waitFor()
  await phone.getByRole('button', { name: /接听/ }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: zh['end.button'] }).waitFor()
})

test('a break that is asked for while it rings shows that it has been taken, and can be taken back', async () => {
  const { page } = await ring()
  const pause = page.getByRole('button', { name: '暂停', exact: true, pressed: false })
  await pause.click()
  const taken = page.getByRole('button', { name: '看完这位就暂停', pressed: true })
  await taken.waitFor()
  await expectAccessible(page)
  await screenshot(page, 'pause-follows')
  await taken.click()
  await pause.waitFor()
})

test('a doctor who leaves the room while it rings sees whom it rings for, and for how long yet', async () => {
  const { page } = await ring()
  await page.getByRole('button', { name: '离开' }).click()
  const left = page.getByText(zh['out.leftRingingText'])
  await left.waitFor()
  await page.getByRole('heading', { name: '正在呼叫林秀英' }).waitFor()
  await page.getByRole('timer').waitFor()
  await expectAccessible(page)
  await screenshot(page, 'ringing-left')
  await page.getByRole('button', { name: zh['out.comeBack'] }).click()
  await left.waitFor({ state: 'detached' })
})

/** With a sign that somebody is there a second after the call has appeared, it is quiet. */
async function seeTheCall(page: Page): Promise<void> {
  await page.waitForTimeout(1_200)
  await page.mouse.move(300, 300)
  await page.mouse.move(310, 310)
  await expect.poll(() => page.title()).toBe('● 林秀英 · 侨医 Qiaoyi')
}

test('the answer rings for a doctor who has seen the call and left the room, until they notice', async () => {
  const { page, phone } = await ring()
  await seeTheCall(page)
  await page.getByRole('button', { name: '离开' }).click()
  await page.getByText(zh['out.leftRingingText']).waitFor()
  const before = (await notesOf(page)).length
  await page.waitForTimeout(4_000)
  expect((await notesOf(page)).length).toBe(before)
  await phone.getByRole('button', { name: /接听/ }).click()
  await expect.poll(() => page.title()).toBe('● 与林秀英的会诊正在进行')
  await expect.poll(async () => (await notesOf(page)).length, { timeout: 20_000 }).toBeGreaterThan(before)
  await page.getByText(zh['out.withoutYou'].replace('{{name}}', '林秀英')).waitFor()
  await expectAccessible(page)
  await screenshot(page, 'answered-while-out')
  await page.getByRole('button', { name: zh['out.comeBack'] }).click()
  await framesRising(page)
  await expect.poll(() => page.title()).toBe('● 林秀英 · 侨医 Qiaoyi')
})

test('the answer makes no sound for a doctor who has seen the call and waits in the room, also in another window', async () => {
  const { page, phone } = await ring()
  const other = await openPage(site, page.context(), '/shifts')
  await other.getByRole('heading', { level: 1 }).click()
  await page.bringToFront()
  await seeTheCall(page)
  const heard = async () => (await notesOf(page)).length + (await notesOf(other)).length
  const before = await heard()
  await phone.getByRole('button', { name: /接听/ }).click()
  await framesRising(page)
  await page.waitForTimeout(4_000)
  expect(await heard()).toBe(before)
})

test('the answer rings in the window that is left, once the one that waited in the room has gone', async () => {
  const { page, phone } = await ring()
  const other = await openPage(site, page.context(), '/shifts')
  await other.getByRole('heading', { level: 1 }).click()
  await page.bringToFront()
  await seeTheCall(page)
  await page.goto('about:blank')
  const before = (await notesOf(other)).length
  await phone.getByRole('button', { name: /接听/ }).click()
  await expect.poll(async () => (await notesOf(other)).length, { timeout: 20_000 }).toBeGreaterThan(before)
})

test('a call that was missed on another page than the waiting room is told there, and one that was put off is not', async () => {
  const { phone, ticketId } = await ring()
  const dialog = phone.getByRole('dialog')
  await dialog.waitFor()
  const missed = phone.getByRole('status').filter({ hasText: waiting['waiting.missed'] })
  const past = site.clock.now().subtract({ seconds: 1 })
  await site.db.updateTable('call').set({ callUntil: past }).where('ticketId', '=', ticketId).execute()
  await missed.getByText('林秀英').waitFor()
  await screenshot(phone, 'call-missed-elsewhere')
  await missed.getByRole('button', { name: home['home.toWaiting'] }).click()
  await phone.waitForURL(`**/waiting/${ticketId}`)
  // The waiting room says so itself.
  await expect.poll(() => phone.getByText(waiting['waiting.missed']).count()).toBe(1)
  await phone.getByRole('button', { name: waiting['waiting.here'] }).click()
  await dialog.waitFor()
  await phone.goto(site.url)
  await dialog.getByRole('button', { name: '现在不方便' }).click()
  await dialog.waitFor({ state: 'detached' })
  await phone.getByText('已暂停').first().waitFor()
  await phone.waitForTimeout(2_000)
  expect(await missed.count()).toBe(0)
  // Nor in another language.
  await phone.getByRole('combobox').first().selectOption('it')
  await phone.waitForTimeout(1_000)
  expect(await phone.getByText(waitingInItalian['waiting.missed']).count()).toBe(0)
})
