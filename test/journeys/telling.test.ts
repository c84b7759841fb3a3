import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { expectAccessible, launchBrowser, newPerson, type Person, PHONE } from '../support/browser.ts'
import { type HospitalSite, openHospitalSite, type SiteCompatriot } from '../support/hospital-site.ts'
import { failOnComplaints, meet, watchForComplaints } from './visit-people.ts'

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

const compatriot: Person = { ...PHONE, locale: 'zh-CN', timeZone: 'Europe/Rome' }

/** A page of somebody signed in, not yet anywhere. */
async function pageOf(account: SiteCompatriot, person: Person = compatriot): Promise<Page> {
  const context = await newPerson(browser, person)
  await site.signIn(context, account)
  const page = await context.newPage()
  watchForComplaints(page)
  return page
}

const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })

async function addPatient({ accountId }: SiteCompatriot, name: string): Promise<void> {
  const { db } = site.dependencies
  await db.insertInto('patient').values({ accountId, name, relationship: 'child' }).execute()
}

test('from the page of the place a patient goes back into the visit, and may leave it for good', async () => {
  const { patient, doctor } = await meet(browser, site)
  await doctor.getByRole('button', { name: '结束会诊' }).waitFor()
  const home = await patient.context().newPage()
  await home.goto(site.url)
  const visit = await home.getByRole('link', { name: '回到会诊' }).getAttribute('href')
  const tickets = (await (await home.request.get(`${site.url}/api/tickets`)).json()) as { id: string }[]
  const page = await patient.context().newPage()
  watchForComplaints(page)
  await page.goto(`${site.url}/waiting/${tickets[0]?.id ?? ''}`)
  const back = page.getByRole('link', { name: '进入会诊' })
  expect(await back.getAttribute('href')).toBe(visit)
  await button(page, '不看了，离开').tap()
  await expectAccessible(page)
  await page.getByRole('dialog').getByRole('button', { name: '离开', exact: true }).tap()
  await page.getByText('会诊已结束').waitFor()
  await patient.waitForURL(/\/records\//)
})

test('while it loads, the telling asks nothing: its heading stays true, whatever is asked first', async () => {
  const me = await site.addCompatriot()
  await addPatient(me, '林小宝')
  const page = await pageOf(me)
  const headings: string[] = []
  await page.exposeFunction('__headed', (text: string) => headings.push(text))
  await page.addInitScript(() => {
    const told = window as unknown as { __headed(text: string): void }
    let last = ''
    new MutationObserver(() => {
      const text = document.querySelector('h1')?.textContent ?? last
      if (text !== last) told.__headed((last = text))
    }).observe(document, { childList: true, characterData: true, subtree: true })
  })
  await page.route('**/api/patients', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 500))
    await route.continue()
  })
  await page.goto(`${site.url}/tell`)
  await page.getByLabel('林小宝').waitFor()
  const ofTheTelling = headings.filter((text) => text !== '侨医')
  expect(ofTheTelling).toEqual(['马上看医生', '给谁看？'])
})

test('a name that was typed and not saved is there again after Back, and after a reload', async () => {
  const me = await site.addCompatriot()
  await site.dependencies.db.deleteFrom('patient').where('accountId', '=', me.accountId).execute()
  const page = await pageOf(me)
  await page.goto(site.url)
  const tell = page.getByRole('link', { name: /马上看医生/ })
  const name = page.getByLabel('姓名')
  await tell.tap()
  await name.fill('王小明')
  await page.getByText('更多（可以以后再填）').tap()
  await page.getByLabel('孩子').tap()
  await button(page, '上一步').tap()
  await tell.tap()
  await expect.poll(() => name.inputValue()).toBe('王小明')
  expect(await page.getByLabel('孩子').isChecked()).toBe(true)
  await page.reload()
  await expect.poll(() => name.inputValue()).toBe('王小明')
  await button(page, '下一步').tap()
  await page.getByLabel('用自己的话说').waitFor()

  // Somebody more, in the dialog, closed by a press beside it. What is saved is not offered again.
  await addPatient(me, '林小宝')
  await page.goto(`${site.url}/tell`)
  const add = button(page, '添加一个人')
  await add.tap()
  const dialog = page.getByRole('dialog')
  expect(await dialog.getByLabel('姓名').inputValue()).not.toBe('王小明')
  await dialog.getByLabel('姓名').fill('王大明')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await add.tap()
  expect(await dialog.getByLabel('姓名').inputValue()).toBe('王大明')
  await dialog.getByRole('button', { name: '取消' }).tap()
  await add.tap()
  expect(await dialog.getByLabel('姓名').inputValue()).not.toBe('王大明')
})

test('where nobody is on duty, home says in letters that can be read when somebody is', async () => {
  const { db, clock } = site.dependencies
  await db.updateTable('duty').set({ endedAt: clock.now() }).where('endedAt', 'is', null).execute()
  const page = await pageOf(await site.addCompatriot())
  await page.goto(site.url)
  await page.getByText('下一班').waitFor()
  await expectAccessible(page)
})
