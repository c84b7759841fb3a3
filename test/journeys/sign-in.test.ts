import { randomUUID } from 'node:crypto'
import type { Page, Route } from 'playwright-core'
import { expect, test } from 'vitest'
import { createFirstCoordinatorLink } from '../../signaling/identity/first-coordinator.ts'
import { expectAccessible, PHONE, screenshot } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { openAs } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

/** The server does what it is asked, and the browser hears of it no more than the cookies. */
async function loseAnswer(route: Route): Promise<void> {
  await route.fetch()
  await route.abort()
}

/** The sign-in page on a phone, with the address of somebody new filled in. */
async function openSignIn(): Promise<{ page: Page; email: string }> {
  const page = await openAs(site, undefined, '/', PHONE)
  const email = `${randomUUID()}@example.org`
  await page.getByLabel('邮箱').fill(email)
  return { page, email }
}

const sendButton = (page: Page) => page.getByRole('button', { name: '发送验证码' })
const codeField = (page: Page) => page.getByLabel('六位数字')
const alertWith = (page: Page, words: string) => page.getByRole('alert').filter({ hasText: words })
const home = (page: Page) => page.getByRole('link', { name: /马上看医生/ })

function codeSentTo(email: string): string {
  const letter = site.letters.findLast(({ to }) => to === email)
  return /\b\d{6}\b/.exec(letter?.text ?? '')?.[0] ?? ''
}

test('a code that was sent, and whose answer was lost, has its field at the second press', async () => {
  const { page, email } = await openSignIn()
  await page.route('**/api/sign-in/codes', loseAnswer, { times: 1 })
  await sendButton(page).tap()
  await alertWith(page, '现在连不上网络').waitFor()
  await sendButton(page).tap()
  await alertWith(page, '已经给您发过验证码').waitFor()
  await page.getByText(/\d+\s秒后可重新发送/).waitFor()
  await expectAccessible(page)
  await screenshot(page, 'sign-in-answer-lost')
  expect(site.letters.filter(({ to }) => to === email)).toHaveLength(1)
  await codeField(page).fill(codeSentTo(email))
  await home(page).waitFor()
})

test('who has had six codes within the hour reads in how many minutes there is another', async () => {
  const { page, email } = await openSignIn()
  await sendButton(page).tap()
  await codeField(page).waitFor()
  const { db, clock } = site
  const ago = (minutes: number) => clock.now().subtract({ minutes })
  const { id, ...code } = await db
    .selectFrom('signInCode')
    .selectAll()
    .where('email', '=', email)
    .executeTakeFirstOrThrow()
  await db
    .updateTable('signInCode')
    .set({ createdAt: ago(2) })
    .where('id', '=', id)
    .execute()
  // From elsewhere: a network has limits of its own.
  const earlier = [20, 21, 22, 23, 24].map((minutes) => ({
    ...code,
    askedFrom: '198.51.100.7',
    createdAt: ago(minutes),
  }))
  await db.insertInto('signInCode').values(earlier).execute()
  await page.getByRole('button', { name: '换一个邮箱' }).tap()
  await sendButton(page).tap()
  await alertWith(page, '已经给您发过验证码').waitFor()
  await page.getByText(/3[56]\s分\u2060钟后可重新发送/).waitFor()
  // Nothing was sent now, and the newest may be of long ago.
  await page.getByText(`以前发到 ${email} 的验证码`).waitFor()
  expect(await page.getByText(`已发到 ${email}`).count()).toBe(0)
  // That none was sent is said once, and nobody is led to another account, which has none of their records.
  expect(await page.getByText('没有再发').count()).toBe(0)
  expect(await page.getByText('换一个邮箱登录').count()).toBe(0)
  await expectAccessible(page)
})

test('a right code whose answer was lost signs in', async () => {
  const { page, email } = await openSignIn()
  await sendButton(page).tap()
  await codeField(page).waitFor()
  await page.route('**/api/sign-in', loseAnswer, { times: 1 })
  await codeField(page).fill(codeSentTo(email))
  await home(page).waitFor()
})

test('a right code whose answer was lost signs in at the second press, where nobody could be asked after the first', async () => {
  const { page, email } = await openSignIn()
  await sendButton(page).tap()
  await codeField(page).waitFor()
  await page.route('**/api/sign-in', loseAnswer, { times: 1 })
  await page.route('**/api/me', (route) => route.abort(), { times: 1 })
  await codeField(page).fill(codeSentTo(email))
  await alertWith(page, '现在连不上网络').waitFor()
  await page.getByRole('button', { name: '登录', exact: true }).tap()
  await home(page).waitFor()
})

test('who takes another e-mail while a code is asked for gets one there, and is not brought back by the late answer', async () => {
  const { page } = await openSignIn()
  const codes = '**/api/sign-in/codes'
  const sent = { status: 202, json: { resendAfter: 0, validMinutes: 10 } }
  await page.route(codes, (route) => route.fulfill(sent), { times: 1 })
  await sendButton(page).tap()
  await codeField(page).waitFor()
  const answering = Promise.withResolvers<void>()
  const answerLate = async (route: Route): Promise<void> => {
    await answering.promise
    await route.fulfill(sent)
  }
  await page.route(codes, answerLate, { times: 1 })
  const asked = page.waitForRequest(codes)
  await page.getByRole('button', { name: '重新发送', exact: true }).tap()
  await asked
  await page.getByRole('button', { name: '换一个邮箱' }).tap()
  const other = `${randomUUID()}@example.org`
  await page.getByLabel('邮箱').fill(other)
  await sendButton(page).tap()
  await page.getByText(`已发到 ${other}`).waitFor()
  const late = page.waitForResponse(codes)
  answering.resolve()
  await late
  await codeField(page).fill(codeSentTo(other))
  await home(page).waitFor()
})

test('whoever comes by the link of the first coordinator fills in nothing before it is known that it opens', async () => {
  const token = (await createFirstCoordinatorLink(site)) ?? ''
  const page = await openAs(site, undefined, '/')
  const form = page.getByLabel('您的姓名')
  const asked = Promise.withResolvers<void>()
  const loseLate = async (route: Route): Promise<void> => {
    await asked.promise
    await route.abort()
  }
  await page.route('**/api/first-coordinator/link', loseLate, { times: 1 })
  await page.goto(`${site.url}/first-coordinator/${token}`)
  await page.getByRole('heading', { name: '设立第一位调度员' }).waitFor()
  await page.getByRole('status').filter({ hasText: '正在载入' }).waitFor()
  expect(await form.count()).toBe(0)
  await expectAccessible(page)
  asked.resolve()
  await alertWith(page, '现在连不上网络').waitFor()
  expect(await form.count()).toBe(0)
  await expectAccessible(page)
  await screenshot(page, 'first-coordinator-offline')
  await page.getByRole('button', { name: '再试一次' }).click()
  await form.waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
})

test('the link of the first coordinator says at once that it has run out, and at the press where it ran out meanwhile', async () => {
  const token = (await createFirstCoordinatorLink(site)) ?? ''
  const meanwhile = await openAs(site, undefined, `/first-coordinator/${token}`)
  await meanwhile.getByLabel('您的姓名').fill('周调度')
  await meanwhile.getByLabel('您的邮箱').fill(`${randomUUID()}@example.org`)
  await site.db.updateTable('firstCoordinatorLink').set({ expiresAt: site.clock.now() }).execute()
  const late = await openAs(site, undefined, `/first-coordinator/${token}`)
  await alertWith(late, '过期').waitFor()
  expect(await late.getByLabel('您的姓名').count()).toBe(0)
  await expectAccessible(late)
  await meanwhile.getByRole('button', { name: '设立并进入' }).click()
  await alertWith(meanwhile, '过期').waitFor()
})

test('the link of the first coordinator says at once that it has been used, before anything is filled in', async () => {
  const token = (await createFirstCoordinatorLink(site)) ?? ''
  const page = await openAs(site, undefined, `/first-coordinator/${token}`)
  await page.getByLabel('您的姓名').fill('周调度')
  await page.getByLabel('您的邮箱').fill(`${randomUUID()}@example.org`)
  await page.getByRole('button', { name: '设立并进入' }).click()
  await page.getByRole('navigation').waitFor()
  const late = await openAs(site, undefined, `/first-coordinator/${token}`)
  await alertWith(late, '这个链接已经用过').waitFor()
  expect(await late.getByLabel('您的姓名').count()).toBe(0)
  await expectAccessible(late)
  await late.getByRole('link', { name: '去登录' }).click()
  await late.getByLabel('邮箱').waitFor()
})
