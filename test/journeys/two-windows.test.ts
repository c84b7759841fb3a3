import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { createSignInLink } from '../../signaling/identity/sign-in.ts'
import { framesRising } from '../support/browser.ts'
import { watchForComplaints } from '../support/complaints.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctorOnShift } from '../support/people.ts'
import { meet, openAs, openPage } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

/** Somebody signs in in another window of this page's browser; its former session ends. */
async function signInBeside(page: Page, { accountId }: AccountViewer): Promise<Page> {
  const link = await createSignInLink(site, accountId)
  const other = await openPage(site, page.context(), `/sign-in/link/${link}`)
  await other.getByRole('navigation').waitFor()
  return other
}

/** The same, until this page has the answer to its question who is in now. */
async function signInBesideAndSettle(page: Page, account: AccountViewer): Promise<Page> {
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
  const account = await addDoctorOnShift(site)
  const one = await openAs(site, account, '/')
  await one.getByRole('button', { name: '上岗' }).waitFor()
  const other = await signInBesideAndSettle(one, account)
  expect(await signOutButton(one).isVisible()).toBe(true)
  await other.getByRole('button', { name: '上岗' }).click()
  await one.getByRole('button', { name: '暂停' }).waitFor()
})

test('a call goes on in the first window when its patient signs in in a second one', async () => {
  const { doctor, patient, accounts } = await meet(site)
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
  const account = await addDoctorOnShift(site)
  const one = await openAs(site, account, '/')
  await signOutButton(one).waitFor()
  const other = await openPage(site, one.context(), '/shifts')
  await signOutButton(other).click()
  await Promise.all([signInField(one).waitFor(), signInField(other).waitFor()])
  await signInBeside(one, account)
  await look(one)
  await signOutButton(one).waitFor()
})

test('whoever has typed what is nowhere else is asked before the sign-out deletes it', async () => {
  const page = await openAs(site, await addDoctorOnShift(site), '/')
  await signOutButton(page).waitFor()
  // Another window has left it.
  const key = 'qiaoyi.personal.addendum.01890000-0000-7000-8000-000000000000.w'
  await page.evaluate((name) => localStorage.setItem(name, '{"body":"一周后复查","key":"k"}'), key)
  const kept = () => page.evaluate((name) => localStorage.getItem(name), key)
  await signOutButton(page).click()
  await page.getByRole('dialog').getByText('还没签署的补充').waitFor()
  await page.getByRole('button', { name: '先不退出' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(await kept()).toContain('一周后复查')
  await signOutButton(page).click()
  await page.getByRole('button', { name: '退出并删除' }).click()
  await signInField(page).waitFor()
  expect(await kept()).toBeNull()
})

test('whoever signs in as somebody else takes nobody along', async () => {
  const one = await openAs(site, await addDoctorOnShift(site), '/')
  await signOutButton(one).waitFor()
  await signInBeside(one, await addDoctorOnShift(site, { name: '王芳' }))
  await signInField(one).waitFor()
  expect(await one.getByText('陈建国').count()).toBe(0)
  await look(one)
  await one.getByText('王芳').waitFor({ state: 'attached' })
})

test('a duplicated tab keeps apart what is typed in it', async () => {
  const { doctor } = await meet(site)
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
