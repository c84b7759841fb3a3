import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, test } from 'vitest'
import { expectAccessible, framesRising, launchBrowser } from '../support/browser.ts'
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

test('an expert of the panel is invited, asks, is let in, and sees both', async () => {
  const colleague = await site.addDoctor({ name: '王芳', specialties: ['dermatology'] })
  const { doctor, patient } = await meet(browser, site)
  await Promise.all([framesRising(doctor), framesRising(patient)])

  await doctor.getByRole('button', { name: '参加的人' }).click()
  await doctor.getByText('会诊专家', { exact: true }).click()
  await doctor.getByLabel('哪位专家').selectOption(colleague.expertId)
  await doctor.getByRole('button', { name: '邀请专家' }).click()
  await doctor.getByText(/已邀请王芳/).waitFor()
  await doctor.getByRole('button', { name: '关闭' }).click()

  const expert = await openAs(browser, site, colleague, '/')
  await expert.getByRole('button', { name: '请求进入' }).click()
  // A single key lets in whoever asks; typed into a field it is a letter.
  await doctor.getByText(/王芳.*请求进入/).waitFor()
  await doctor.getByLabel('P 计划').press('a')
  await doctor.getByText(/王芳.*请求进入/).waitFor()
  await doctor.getByLabel('P 计划').blur()
  await doctor.keyboard.press('a')

  await expert.getByRole('link', { name: '进入会诊' }).click()
  await framesRising(expert)
  for (const name of ['陈建国', '林秀英']) await expert.getByRole('listitem').filter({ hasText: name }).waitFor()
  await expectAccessible(expert)
  await patient.getByRole('listitem').filter({ hasText: '王芳' }).waitFor()
})
