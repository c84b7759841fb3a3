import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { expectAccessible, framesRising, launchBrowser, PHONE, screenshot } from '../support/browser.ts'
import { advice, writeAndSign } from '../support/demo-visit.ts'
import { type HospitalSite, openHospitalSite } from '../support/hospital-site.ts'
import { failOnComplaints, meet, openAs } from './visit-people.ts'

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

test('a patient in the call is told that the advice is signed, and reads it while the call goes on; a relative is not', async () => {
  const { doctor, patient, consultationId } = await meet(browser, site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await doctor.getByRole('button', { name: '参加的人' }).click()
  await doctor.getByLabel('名字').fill('外婆')
  await doctor.getByRole('button', { name: '生成链接' }).click()
  const link = await doctor.getByLabel('邀请链接').inputValue()
  await doctor.getByRole('button', { name: '关闭' }).click()
  const relative = await openAs(browser, site, undefined, new URL(link).pathname, PHONE)
  await relative.getByLabel('您的名字').fill('外婆')
  await relative.getByRole('button', { name: '请求进入' }).click()
  await doctor.getByRole('button', { name: '请进' }).click()
  await framesRising(relative)

  await writeAndSign(doctor)
  const told = patient.getByRole('status').filter({ hasText: '医生已签好医嘱' })
  await told.waitFor()
  expect(patient.url()).toContain(`/visits/${consultationId}`)
  await framesRising(patient)
  expect(await patient.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
  await expectAccessible(patient)
  await screenshot(patient, 'visit-advice-ready')

  const dialog = patient.getByRole('dialog')
  await told.getByRole('button', { name: '看医嘱' }).click()
  await dialog.getByRole('article').getByText(advice).waitFor()
  await expectAccessible(patient)
  await screenshot(patient, 'visit-advice-read')
  await framesRising(doctor)
  await framesRising(patient)
  await dialog.getByRole('button', { name: '关闭' }).click()
  await told.waitFor({ state: 'detached' })
  await framesRising(patient)

  await relative.getByRole('group').getByRole('button').first().waitFor()
  expect(await relative.getByText('医生已签好医嘱').count()).toBe(0)
  // Loaded again, the page says so still, also out of the call.
  await patient.reload()
  await framesRising(patient)
  await patient.getByRole('group').getByRole('button', { name: '离开' }).click()
  await told.getByRole('button', { name: '稍后再看' }).click()
  await told.waitFor({ state: 'detached' })
  await patient.getByRole('button', { name: '回到会诊' }).waitFor()
})
