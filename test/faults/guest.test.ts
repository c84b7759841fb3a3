import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { failOnComplaints, meet, openAs } from '../journeys/visit-people.ts'
import { expectAccessible, launchBrowser, PHONE, screenshot } from '../support/browser.ts'
import { type HospitalSite, openHospitalSite } from '../support/hospital-site.ts'

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

test('a guest who is turned away, and cannot ask why, is told so and can try again', async () => {
  const { doctor } = await meet(browser, site)
  await doctor.getByRole('button', { name: '参加的人' }).click()
  await doctor.getByLabel('名字').fill('外婆')
  await doctor.getByRole('button', { name: '生成链接' }).click()
  const link = await doctor.getByLabel('邀请链接').inputValue()
  await doctor.getByRole('button', { name: '关闭' }).click()
  const relative = await openAs(browser, site, undefined, new URL(link).pathname, PHONE)
  await relative.getByRole('button', { name: '请求进入' }).click()
  await relative.getByText('请稍等').waitFor()

  await relative.route(/\/api\/guest(\/session|\?.*)?$/, (route) => route.abort())
  await doctor.getByRole('button', { name: '不让进' }).click()
  await relative.getByRole('alert').filter({ hasText: '现在连不上网络' }).waitFor()
  expect(await relative.getByText('请稍等').count()).toBe(0)
  await expectAccessible(relative)
  await screenshot(relative, 'guest-out-of-reach')
  await relative.unrouteAll()
  await relative.getByRole('button', { name: '再试一次' }).click()
  await relative.getByText('这个链接无效或已过期').waitFor()
})
