import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { framesRising, launchBrowser, PHONE, screenshot } from '../support/browser.ts'
import { type HospitalSite, openHospitalSite } from '../support/hospital-site.ts'
import { failOnComplaints, meet, openAs, takeTicket } from './visit-people.ts'

let site: HospitalSite
let browser: Browser

beforeAll(async () => {
  ;[site, browser] = await Promise.all([openHospitalSite(), launchBrowser()])
})

afterAll(async () => {
  await browser?.close()
  await site?.[Symbol.asyncDispose]()
})

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  failOnComplaints()
})

/** The doctor has ended a visit and signed its note, and is free again. */
async function afterAVisit(): Promise<{ doctor: Page }> {
  const { doctor, patient } = await meet(browser, site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await doctor.getByLabel('A 评估').fill('上呼吸道感染')
  await doctor.getByRole('button', { name: '结束会诊' }).click()
  await doctor.getByRole('dialog').getByRole('button', { name: '结束会诊' }).click()
  await doctor.getByRole('button', { name: '签署并请下一位' }).click()
  await doctor.getByRole('dialog').getByRole('button', { name: '签署并请下一位' }).click()
  await doctor.getByText('等待下一位就诊人').waitFor()
  return { doctor }
}

async function comeToWait(name: string): Promise<Page> {
  const patient = await site.addCompatriot({ name })
  const page = await openAs(browser, site, patient, '/', { ...PHONE, timeZone: 'Europe/Rome' })
  await takeTicket(page, patient)
  return page
}

test('a call does not take the addendum that is being written, and waits for a press', async () => {
  const { doctor } = await afterAVisit()
  await doctor.getByRole('button', { name: '写补充' }).click()
  const addendum = doctor.getByLabel('补充')
  await addendum.pressSequentially('复查血常规，')
  const phone = await comeToWait('王大明')
  await phone.getByRole('dialog').waitFor()
  await doctor.getByText('王大明来了').waitFor()
  await addendum.pressSequentially('一周后')
  expect(await addendum.inputValue()).toBe('复查血常规，一周后')
  await screenshot(doctor, 'typing-held')

  await doctor.getByRole('link', { name: '去会诊' }).click()
  await doctor.getByText('正在呼叫王大明').waitFor()
  expect(await addendum.count()).toBe(0)
  await phone.getByRole('button', { name: /接听/ }).click()
  await framesRising(doctor)

  // It is offered again, after a reload too, and is gone once it is signed.
  await doctor.getByRole('button', { name: '结束会诊' }).click()
  await doctor.getByRole('dialog').getByRole('button', { name: '结束会诊' }).click()
  await doctor.getByLabel('A 评估').fill('普通感冒')
  const past = new URL(doctor.url()).origin
  const visits = (await (await doctor.request.get(`${past}/api/consultations`)).json()) as {
    id: string
    patientName: string
  }[]
  const first = visits.find(({ patientName }) => patientName === '林秀英')
  await doctor.goto(`${past}/patients/${first?.id ?? ''}`)
  expect(await addendum.inputValue()).toBe('复查血常规，一周后')
  await doctor.getByRole('button', { name: '签署补充' }).click()
  await doctor.getByRole('button', { name: '写补充' }).waitFor()
  await doctor.getByRole('button', { name: '写补充' }).click()
  expect(await addendum.inputValue()).toBe('')
})

test('letters typed on when a visit has come are no commands, and E only asks', async () => {
  const { doctor } = await afterAVisit()
  const phone = await comeToWait('赵小兰')
  await phone.getByRole('dialog').waitFor()
  await doctor.getByText('正在呼叫赵小兰').waitFor()
  // As fast as somebody types.
  await doctor.keyboard.type('mce', { delay: 50 })
  expect(await doctor.getByRole('dialog').count()).toBe(0)
  expect(await doctor.getByRole('button', { name: /麦克风/ }).getAttribute('aria-pressed')).toBe('true')

  await phone.getByRole('button', { name: /接听/ }).click()
  await Promise.all([framesRising(doctor), framesRising(phone)])
  await doctor.waitForTimeout(2_500)
  await doctor.keyboard.press('m')
  await expect.poll(() => doctor.getByRole('button', { name: /麦克风/ }).getAttribute('aria-pressed')).toBe('false')
  await doctor.keyboard.press('e')
  await doctor.getByRole('dialog').waitFor()
  for (const key of ['e', 'Enter', ' ', 'e', 'Enter']) await doctor.keyboard.press(key)
  await doctor.keyboard.press('Escape')
  await framesRising(phone)
})
