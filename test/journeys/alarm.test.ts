import type { BrowserContext, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { NewTicket } from '../../signaling/waiting-room/contract.ts'
import { noteStuck } from '../../signaling/waiting-room/stuck.ts'
import { expectAccessible, newPerson, PHONE, screenshot } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { addCoordinator, addHousehold } from '../support/people.ts'
import { listen, notesOf, Untouched } from './heard.ts'
import { openAs, openPage, signIn, takeTicket } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

/** An alarm comes after five seconds, with the next round of matching. */
const within = { timeout: 40_000 }
const notesOfAlarm = 5
const notesOfArrival = 2

/** A coordinator's browser, whose sounds are written down. */
async function coordinate(): Promise<BrowserContext> {
  const context = await newPerson(site.browser)
  await listen(context)
  await signIn(site, context, await addCoordinator(site))
  return context
}

/** A page that somebody has pressed. */
async function open(context: BrowserContext, path: string): Promise<Page> {
  const page = await openPage(site, context, path)
  await page.getByRole('heading', { level: 1 }).click()
  return page
}

interface Waiting {
  readonly id: string
  readonly number: number
  readonly title: string
}

/** Somebody can't breathe, and speaks German alone: nobody can take them. */
async function waitInVain(name: string): Promise<Waiting> {
  const patient = await addHousehold(site, { name, timeZone: 'Europe/Berlin' })
  const phone = await openAs(site, patient, '/', PHONE)
  const told: Partial<NewTicket> = { redFlags: ['breathless'], specialty: 'respiratory', languages: ['de'] }
  const id = await takeTicket(phone, patient, '喘不上气', told)
  const { number } = await site.db.selectFrom('ticket').select('number').where('id', '=', id).executeTakeFirstOrThrow()
  return { id, number, title: `没人能接：${number} 号，呼吸科` }
}

async function takeOut(board: Page, name: string): Promise<void> {
  const row = board.getByRole('row', { name })
  await row.getByRole('button', { name: /^移出/ }).click()
  await board.getByRole('dialog').getByRole('button', { name: '移出候诊' }).click()
  await row.waitFor({ state: 'detached' })
}

test('an alarm is heard and seen on every page of the coordinator, in one window, until it is seen', async () => {
  const context = await coordinate()
  await context.clock.install()
  const pages = [await open(context, '/roster'), await open(context, '/settings'), await open(context, '/experts')]
  const heard = async () => (await Promise.all(pages.map(notesOf))).map((notes) => notes.length)
  const { title } = await waitInVain('周小琴')
  for (const page of pages) {
    await page.getByRole('alert').getByText(title).waitFor(within)
    await page.getByRole('alert').getByText('已等').waitFor()
    await expect.poll(() => page.title()).toBe(`● ${title}`)
    expect(await page.getByRole('alert').textContent()).not.toMatch(/喘|周小琴/)
  }
  const [roster, settings] = pages
  if (roster === undefined || settings === undefined) throw new Error('no pages')

  // Every half minute, from one of the windows.
  await expect.poll(heard, within).toContain(notesOfAlarm)
  await context.clock.fastForward(30_000)
  await expect.poll(heard, within).toContain(2 * notesOfAlarm)
  expect((await heard()).filter((notes) => notes === 0)).toHaveLength(2)
  await expectAccessible(roster)
  await screenshot(roster, 'alarm-roster')

  // Seen in one, it is over in all, and stands on the board.
  await settings.getByRole('button', { name: '看到了' }).click()
  for (const page of pages) {
    await page.getByText(title).waitFor({ state: 'detached' })
    await expect.poll(() => page.title()).not.toContain('●')
  }
  await settings.reload()
  await settings.getByRole('link', { name: '看板' }).click()
  await settings.getByRole('row', { name: '周小琴' }).getByText('没人能接').waitFor()
  expect(await settings.getByText(title).count()).toBe(0)

  // Somebody else rings anew, and leads to the board; with the cause it ends by itself.
  const other = await waitInVain('潘秀英')
  await roster.getByText(other.title).waitFor(within)
  await settings.getByRole('alert').getByText(other.title).waitFor()
  await takeOut(settings, '潘秀英')
  await roster.getByText(other.title).waitFor({ state: 'detached' })
  await takeOut(settings, '周小琴')
})

test('the board rings once, and does not lead to itself', async () => {
  const board = await open(await coordinate(), '/')
  // Who comes before the board has loaded is no arrival.
  await board.getByRole('heading', { name: '候诊', exact: true }).waitFor()
  const { title } = await waitInVain('徐丽华')
  const bar = board.getByRole('alert').filter({ hasText: title })
  await bar.waitFor(within)
  await expect.poll(() => board.title()).toBe(`● ${title}`)
  await expect.poll(() => notesOf(board)).toHaveLength(notesOfArrival + notesOfAlarm)
  await board.waitForTimeout(3_000)
  expect(await notesOf(board)).toHaveLength(notesOfArrival + notesOfAlarm)
  expect(await bar.getByRole('link').count()).toBe(0)
  await expectAccessible(board)
  await screenshot(board, 'alarm-board')

  await board.getByRole('link', { name: '设置' }).click()
  await bar.getByRole('link', { name: '去看板' }).click()
  await board.getByRole('row', { name: '徐丽华' }).waitFor()
  await bar.getByRole('button', { name: '看到了' }).click()
  await bar.waitFor({ state: 'detached' })
  await takeOut(board, '徐丽华')
})

test('many alarms at once leave the page in sight', async () => {
  const page = await open(await coordinate(), '/roster')
  const names = ['夏秋月', '郑小兰', '叶小燕', '陈阿妹', '林美玉']
  const waiting = await Promise.all(names.map(waitInVain))
  const bar = page.getByRole('alert')
  await bar.getByText('另有 2 条').waitFor(within)
  expect(await bar.getByText(/没人能接：\d+ 号/).count()).toBe(3)
  await page.setViewportSize(PHONE.size)
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.size.width)
  await expect.poll(async () => (await bar.boundingBox())?.height).toBeLessThan(PHONE.size.height / 2)
  await bar.getByRole('button', { name: '看到了' }).click()
  await bar.getByText('没人能接').first().waitFor({ state: 'detached' })
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(`${site.url}/`)
  for (const name of names) await takeOut(page, name)
  expect(new Set(waiting.map(({ number }) => number)).size).toBe(names.length)
})

test('a page that nobody has touched says that it cannot sound, and can after one press', async () => {
  const untouched = await Untouched.open(await coordinate(), `${site.url}/experts`)
  const press = await untouched.find('打开声音')
  expect(await untouched.mayPlay()).toBe(false)
  await untouched.page.mouse.click(press.x, press.y)
  await expect.poll(() => untouched.ask('document.body.innerText.includes("打开声音")'), within).toBe(false)
  await waitInVain('吴海燕')
  await expect.poll(() => untouched.ask('JSON.stringify(window.__notes)'), within).toContain('running')
  const board = await open(await coordinate(), '/')
  await takeOut(board, '吴海燕')
})

test('a place that the matcher could not call is marked on the board, with what to do', async () => {
  const patient = await addHousehold(site, { name: '项阿芬' })
  const phone = await openAs(site, patient, '/', PHONE)
  const id = await takeTicket(phone, patient)
  const board = await open(await coordinate(), '/')
  const row = board.getByRole('row', { name: '项阿芬' })
  await row.waitFor()
  await noteStuck(site, [id])
  const chip = row.getByText('叫不了', { exact: true })
  await chip.waitFor()
  await row.getByText('系统没能叫出这个号').waitFor()
  await expectAccessible(board)
  await screenshot(board, 'stuck-board')
})
