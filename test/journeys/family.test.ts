import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { expectAccessible, isFocused, newPerson, screenshot } from '../support/browser.ts'
import { watchForComplaints } from '../support/complaints.ts'
import { openHospital } from '../support/hospital.ts'
import { addHousehold, addPatient } from '../support/people.ts'
import { addAppointment, openAs, signIn, takeTicket } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

async function statusOf(appointmentId: string): Promise<string> {
  const { db } = site
  const found = db.selectFrom('appointment').select('status').where('id', '=', appointmentId)
  return (await found.executeTakeFirstOrThrow()).status
}

/** Without the live socket: the page hears neither of appointments nor of the server's time. */
async function openUnheard(account: AccountViewer, at?: string): Promise<Page> {
  const context = await newPerson(site.browser)
  await signIn(site, context, account)
  const page = await context.newPage()
  watchForComplaints(page)
  await page.routeWebSocket('**/api/live', () => undefined)
  if (at !== undefined) await page.clock.setFixedTime(at)
  await page.goto(`${site.url}/family`)
  return page
}

test('before somebody is removed it is said which appointment is cancelled with it', async () => {
  const account = await addHousehold(site)
  const appointmentId = await addAppointment(site, account)
  const page = await openAs(site, account, '/family')
  await page.getByRole('button', { name: '移除' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('1 个预约会一起取消').waitFor()
  await dialog.locator('time').waitFor()
  await dialog.getByText('呼吸科 · 陈建国').waitFor()
  // It is read before anything can be pressed by mistake.
  expect(await isFocused(dialog.getByRole('heading'))).toBe(true)
  await expectAccessible(page)
  await screenshot(page, 'family-remove-booked')
  expect(await statusOf(appointmentId)).toBe('booked')
  await dialog.getByRole('button', { name: '移除' }).click()
  await page.getByText('还没有就诊人').waitFor()
  expect(await statusOf(appointmentId)).toBe('cancelled')
})

test('an appointment that the page has not heard of is told before it is cancelled', async () => {
  const account = await addHousehold(site)
  const appointmentId = await addAppointment(site, account)
  const page = await openUnheard(account)
  await page.getByRole('button', { name: '移除' }).click()
  const dialog = page.getByRole('dialog')
  const remove = dialog.getByRole('button', { name: '移除' })
  await remove.click()
  await dialog.getByText('1 个预约会一起取消').waitFor()
  expect(await statusOf(appointmentId)).toBe('booked')
  await remove.click()
  await page.getByText('还没有就诊人').waitFor()
  expect(await statusOf(appointmentId)).toBe('cancelled')
})

test('where somebody waits it is said instead of asked, and the place is one press away', async () => {
  const account = await addHousehold(site)
  const page = await openAs(site, account, '/family')
  const ticketId = await takeTicket(page, account)
  await page.reload()
  await page.getByRole('button', { name: '移除' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('alert').filter({ hasText: '正在候诊，现在不能移除' }).waitFor()
  expect(await dialog.getByRole('button').allTextContents()).toEqual(['关闭'])
  await expectAccessible(page)
  await dialog.getByRole('button').click()
  await page.getByRole('heading', { name: '林秀英', exact: true }).waitFor()
  await page.getByRole('button', { name: '移除' }).click()
  await dialog.getByRole('link', { name: '回到候诊' }).click()
  await page.waitForURL(`**/waiting/${ticketId}`)
})

test('whoever waits since it was asked is not removed, which is not offered again', async () => {
  const account = await addHousehold(site)
  const page = await openAs(site, account, '/family')
  await page.getByRole('button', { name: '移除' }).click()
  const dialog = page.getByRole('dialog')
  const remove = dialog.getByRole('button', { name: '移除' })
  await remove.waitFor()
  await takeTicket(page, account)
  await remove.click()
  await dialog.getByRole('alert').filter({ hasText: '现在不能移除' }).waitFor()
  await dialog.getByRole('link', { name: '回到候诊' }).waitFor()
  const close = dialog.getByRole('button')
  expect(await close.allTextContents()).toEqual(['关闭'])
  expect(await isFocused(close)).toBe(true)
  await expectAccessible(page)
})

test('a late answer closes its own form, and not the one that has been opened since', async () => {
  const account = await addHousehold(site)
  await addPatient(site, account)
  const page = await openAs(site, account, '/family')
  const arrived = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  await page.route('**/api/patients/*', async (route) => {
    const response = await route.fetch()
    arrived.resolve()
    await released.promise
    await route.fulfill({ response })
  })
  await page.getByRole('button', { name: '修改 林秀英' }).click()
  const dialog = page.getByRole('dialog')
  const name = dialog.getByLabel('姓名')
  await name.fill('林秀')
  await dialog.getByRole('button', { name: '保存' }).click()
  await arrived.promise
  const readOnce = page.waitForResponse('**/api/patients')
  await page.keyboard.press('Escape')
  await readOnce
  await page.getByRole('button', { name: '修改 林小宝' }).click()
  await name.fill('林宝')
  const readAgain = page.waitForResponse('**/api/patients')
  released.resolve()
  await readAgain
  expect(await name.inputValue()).toBe('林宝')
})

test('somebody born today is entered where today is a day further on than in Greenwich', async () => {
  const account = await addHousehold(site, { timeZone: 'Australia/Sydney' })
  const page = await openUnheard(account, '2026-06-01T22:00:00Z')
  await page.getByRole('button', { name: '修改 林秀英' }).click()
  const birthDate = page.getByRole('dialog').getByLabel('出生日期')
  expect(await birthDate.getAttribute('max')).toBe('2026-06-02')
})

test('a birth date that is no day, or nobody’s who lives, is not saved and erases none', async () => {
  const account = await addHousehold(site)
  const { db } = site
  await db.updateTable('patient').set({ birthDate: '1950-02-03' }).where('id', '=', account.patientId).execute()
  const saved = async () => {
    const found = db.selectFrom('patient').select('birthDate').where('id', '=', account.patientId)
    return (await found.executeTakeFirstOrThrow()).birthDate
  }
  const page = await openAs(site, account, '/family')
  await page.getByRole('button', { name: '修改 林秀英' }).click()
  const dialog = page.getByRole('dialog')
  const birthDate = dialog.getByLabel('出生日期')
  const save = dialog.getByRole('button', { name: '保存' })
  const problem = dialog.getByText('请填写 1900 年到今天之间的一天')
  // The first part of it is gone: the year, or the day.
  await birthDate.press('Backspace')
  await save.click()
  await problem.waitFor()
  await expect.poll(() => isFocused(birthDate)).toBe(true)
  await expectAccessible(page)
  expect(await saved()).toBe('1950-02-03')
  await birthDate.fill('1950-02-04')
  await problem.waitFor({ state: 'detached' })
  await birthDate.fill('0019-03-01')
  await save.click()
  await problem.waitFor()
  expect(await saved()).toBe('1950-02-03')
  await birthDate.fill('1950-02-04')
  await save.click()
  await dialog.waitFor({ state: 'detached' })
  expect(await saved()).toBe('1950-02-04')
})
