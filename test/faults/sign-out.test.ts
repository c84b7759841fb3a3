import type { Page, Route } from 'playwright-core'
import { expect, test } from 'vitest'
import { meet, openAs, openPage } from '../journeys/visit-people.ts'
import { expectAccessible, isFocused, screenshot } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { addCoordinator, addHousehold } from '../support/people.ts'

const site = openHospital({ video: true, browser: true })

const signOutButton = (page: Page) => page.getByRole('button', { name: '退出登录' })
const signInField = (page: Page) => page.getByRole('textbox', { name: '邮箱' })

/** What this window still knows about patients. */
function personal(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((key) => key.startsWith('qiaoyi.personal.')),
  )
}

/** A doctor has typed what can't be saved. */
async function typeUnsaved(doctor: Page): Promise<void> {
  await doctor.getByLabel('P 计划').waitFor()
  await doctor.route('**/note', (route) => route.abort())
  await doctor.getByLabel('P 计划').fill('验血')
  await doctor.getByText('没有连上：已存在这台设备上').waitFor()
  expect(await personal(doctor)).not.toEqual([])
}

/** Presses the way out, and lets go what has been typed and can't be saved. */
async function signOutAndDelete(page: Page): Promise<void> {
  await signOutButton(page).click()
  const asked = page.getByRole('dialog', { name: '退出会删除还没发出的内容' })
  await asked.getByText('病历里还没保存的内容').waitFor()
  await asked.getByRole('button', { name: '退出并删除' }).click()
}

test('a sign-out that does not reach the server is told, and can be tried again', async () => {
  const coordinator = await openAs(site, await addCoordinator(site), '/')
  await coordinator.route('**/api/sign-out', (route) => route.abort())
  await signOutButton(coordinator).click()
  const told = coordinator.getByRole('dialog', { name: '没能退出登录' })
  await told.getByRole('alert').filter({ hasText: '可能还没有退出' }).waitFor()
  expect(await told.getByText('您填写的内容').count()).toBe(0)
  // Who leaves the computer presses what is at hand.
  expect(await isFocused(told.getByRole('button', { name: '再试一次' }))).toBe(true)
  await expectAccessible(coordinator)
  await screenshot(coordinator, 'sign-out-failed')
  await told.getByRole('button', { name: '关闭' }).click()
  await signOutButton(coordinator).click()
  await told.getByRole('alert').waitFor()
  await coordinator.unroute('**/api/sign-out')
  await told.getByRole('button', { name: '再试一次' }).click()
  await signInField(coordinator).waitFor()
})

test('whoever signs out in the settings and is not heard reads that they may still be signed in', async () => {
  const compatriot = await openAs(site, await addHousehold(site), '/settings')
  await compatriot.route('**/api/sign-out', (route) => route.abort())
  await signOutButton(compatriot).click()
  const told = compatriot.getByRole('dialog', { name: '没能退出登录' })
  await told.getByText('可能还没有退出').waitFor()
  await expectAccessible(compatriot)
  await compatriot.unroute('**/api/sign-out')
  await told.getByRole('button', { name: '再试一次' }).click()
  await signInField(compatriot).waitFor()
})

test('words that could not be saved leave the browser with the sign-out, for whoever lets them go', async () => {
  const { doctor } = await meet(site)
  await typeUnsaved(doctor)
  await signOutButton(doctor).click()
  const asked = doctor.getByRole('dialog', { name: '退出会删除还没发出的内容' })
  await asked.waitFor()
  await expectAccessible(doctor)
  await screenshot(doctor, 'sign-out-asks')
  await asked.getByRole('button', { name: '先不退出' }).click()
  expect(await doctor.getByLabel('P 计划').inputValue()).toBe('验血')
  await signOutAndDelete(doctor)
  await signInField(doctor).waitFor()
  await expect.poll(() => personal(doctor)).toEqual([])
})

test('a sign-out whose answer is lost leaves nothing about patients in the browser', async () => {
  const { doctor } = await meet(site)
  await typeUnsaved(doctor)
  const loseAnswer = async (route: Route): Promise<void> => {
    await route.fetch()
    await route.abort()
  }
  await doctor.route('**/api/sign-out', loseAnswer)
  await signOutAndDelete(doctor)
  await signInField(doctor).waitFor()
  await expect.poll(() => personal(doctor)).toEqual([])
})

test('a sign-out that is tried again asks anew what may be deleted, once it has saved what can be saved by then', async () => {
  const { doctor } = await meet(site)
  await typeUnsaved(doctor)
  await doctor.route('**/api/sign-out', (route) => route.abort())
  await signOutAndDelete(doctor)
  const failed = doctor.getByRole('dialog', { name: '没能退出登录' })
  await failed.getByRole('button', { name: '再试一次' }).click()
  const asked = doctor.getByRole('dialog', { name: '退出会删除还没发出的内容' })
  await asked.getByText('病历里还没保存的内容').waitFor()
  await asked.getByRole('button', { name: '退出并删除' }).click()
  await failed.waitFor()
  await doctor.unrouteAll()
  const saved = doctor.waitForResponse(
    (answer) => answer.url().endsWith('/note') && answer.request().method() === 'PUT',
  )
  await failed.getByRole('button', { name: '再试一次' }).click()
  expect((await saved).status()).toBe(200)
  await signInField(doctor).waitFor()
  await expect.poll(() => personal(doctor)).toEqual([])
})

test('somebody new who is typed and not saved is not deleted by a sign-out that nobody was asked about', async () => {
  const compatriot = await openAs(site, await addHousehold(site), '/family')
  await compatriot.getByRole('button', { name: '添加就诊人' }).click()
  await compatriot.getByLabel('姓名').fill('林小宝')
  await compatriot.goto(`${site.url}/settings`)
  await signOutButton(compatriot).click()
  const asked = compatriot.getByRole('dialog', { name: '退出会删除还没发出的内容' })
  await asked.getByText('还没保存的就诊人资料').waitFor()
  await expectAccessible(compatriot)
  await asked.getByRole('button', { name: '先不退出' }).click()
  await compatriot.goto(`${site.url}/family`)
  await compatriot.getByRole('button', { name: '添加就诊人' }).click()
  expect(await compatriot.getByLabel('姓名').inputValue()).toBe('林小宝')
  await compatriot.getByRole('button', { name: '取消' }).click()
  await compatriot.goto(`${site.url}/settings`)
  await signOutButton(compatriot).click()
  await signInField(compatriot).waitFor()
})

test('a sign-out in one window leaves nothing about patients in the others', async () => {
  const { doctor } = await meet(site)
  await typeUnsaved(doctor)
  const other = await openPage(site, doctor.context(), '/shifts')
  await signOutAndDelete(other)
  await Promise.all([signInField(doctor).waitFor(), signInField(other).waitFor()])
  await expect.poll(() => personal(doctor)).toEqual([])
})
