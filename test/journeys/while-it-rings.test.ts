import type { Page } from 'playwright-core'
import { beforeEach, expect, test } from 'vitest'
import zh from '../../web/consultations/words/zh-CN.json' with { type: 'json' }
import { expectAccessible, screenshot } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctorOnShift, addHousehold } from '../support/people.ts'
import { endDuties, openAs, phoneInItaly, takeTicket } from './visit-people.ts'

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
  const page = await openAs(site, doctor, '/')
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

  await page.getByRole('button', { name: '下一位', exact: true }).click()
  await page.getByText('正在呼叫林秀英').waitFor()
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
