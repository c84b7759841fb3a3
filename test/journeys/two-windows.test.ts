import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createSignInLink } from '../../signaling/identity/sign-in.ts'
import { framesRising, launchBrowser } from '../support/browser.ts'
import { type HospitalSite, openHospitalSite, type SiteAccount } from '../support/hospital-site.ts'
import { failOnComplaints, meet, openAs, watchForComplaints } from './visit-people.ts'

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

/** Somebody signs in in another window of this page's browser; its former session ends. */
async function signInBeside(page: Page, { accountId }: SiteAccount): Promise<Page> {
  const other = await page.context().newPage()
  watchForComplaints(other)
  await other.goto(`${site.url}/sign-in/link/${await createSignInLink(site.dependencies, accountId)}`)
  await other.getByRole('navigation').waitFor()
  return other
}

/** The same, until this page has the answer to its question who is in now. */
async function signInBesideAndSettle(page: Page, account: SiteAccount): Promise<Page> {
  const [other] = await Promise.all([signInBeside(page, account), page.waitForResponse(`${site.url}/api/me`)])
  return other
}

const signOutButton = (page: Page) => page.getByRole('button', { name: '退出登录' })
const signInField = (page: Page) => page.getByRole('textbox', { name: '邮箱' })

/** Somebody comes back to this window. */
async function look(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
}

test('whoever signs in in a second window stays in the first, where all goes on', async () => {
  const account = await site.addDoctor()
  const one = await openAs(browser, site, account, '/')
  await one.getByRole('button', { name: '上岗' }).waitFor()
  const other = await signInBesideAndSettle(one, account)
  expect(await signOutButton(one).isVisible()).toBe(true)
  await other.getByRole('button', { name: '上岗' }).click()
  await one.getByRole('button', { name: '暂停' }).waitFor()
})

test('a call goes on in the first window when its patient signs in in a second one', async () => {
  const { doctor, patient, accounts } = await meet(browser, site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  const entered = await patient.evaluate(() => window.__peerConnections.length)
  await signInBesideAndSettle(patient, accounts.patient)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  expect(await patient.evaluate(() => window.__peerConnections.length)).toBe(entered)
  await doctor.getByRole('button', { name: /^文字/ }).click()
  await doctor.getByLabel('写给大家').fill('听得到吗？')
  await doctor.getByRole('button', { name: '发送' }).click()
  await patient.getByRole('button', { name: /^文字.*1 条新消息/ }).waitFor()
})

test('a sign-out in one window is one in all; whoever signs in anew is in everywhere, as soon as they look', async () => {
  const account = await site.addDoctor()
  const one = await openAs(browser, site, account, '/')
  await signOutButton(one).waitFor()
  const other = await one.context().newPage()
  watchForComplaints(other)
  await other.goto(`${site.url}/shifts`)
  await signOutButton(other).click()
  await Promise.all([signInField(one).waitFor(), signInField(other).waitFor()])
  await signInBeside(one, account)
  await look(one)
  await signOutButton(one).waitFor()
})

test('whoever signs in as somebody else takes nobody along', async () => {
  const one = await openAs(browser, site, await site.addDoctor(), '/')
  await signOutButton(one).waitFor()
  await signInBeside(one, await site.addDoctor({ name: '王芳' }))
  await signInField(one).waitFor()
  expect(await one.getByText('陈建国').count()).toBe(0)
  await look(one)
  await one.getByText('王芳').waitFor({ state: 'attached' })
})

test('a duplicated tab keeps apart what is typed in it', async () => {
  const { doctor } = await meet(browser, site)
  await doctor.context().route('**/note', (route) => route.abort())
  const plan = (page: Page) => page.getByLabel('P 计划')
  const type = async (page: Page, text: string): Promise<void> => {
    await plan(page).fill(text)
    await page.getByText('没有连上：已存在这台设备上').waitFor()
  }
  await type(doctor, '这里写的')
  const kept = await doctor.evaluate(() => JSON.stringify(sessionStorage))
  const other = await doctor.context().newPage()
  watchForComplaints(other)
  // As a browser does it.
  await other.addInitScript((copied) => {
    const values = JSON.parse(copied) as Record<string, string>
    for (const [key, value] of Object.entries(values)) sessionStorage.setItem(key, value)
  }, kept)
  await other.goto(site.url)
  await type(other, '那里写的')
  await plan(doctor).fill('这里又写的')
  const drafts = () =>
    doctor.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('qiaoyi.personal.note.')).length)
  expect(await drafts()).toBe(2)

  await doctor.reload()
  await expect.poll(() => plan(doctor).inputValue()).toBe('这里又写的')
})
