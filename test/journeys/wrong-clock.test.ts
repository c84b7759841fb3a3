import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { launchBrowser, newPerson, type Person, PHONE } from '../support/browser.ts'
import { type HospitalSite, openHospitalSite, type SiteAccount } from '../support/hospital-site.ts'
import { failOnComplaints, takeTicket, watchForComplaints } from './visit-people.ts'

let site: HospitalSite
let browser: Browser

beforeAll(async () => {
  site = await openHospitalSite()
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await site?.[Symbol.asyncDispose]()
})

afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
  failOnComplaints()
})

/** Opens a page in a browser whose clock is wrong by so many minutes. */
async function openWrongBy(minutes: number, account: SiteAccount, path: string, person: Person = {}): Promise<Page> {
  const context = await newPerson(browser, person)
  await context.addInitScript((wrongBy: number) => {
    const right = Date.now.bind(Date)
    window.Date = class extends Date {
      constructor(...given: readonly unknown[]) {
        super(...((given.length === 0 ? [right() + wrongBy] : given) as [number]))
      }
      static override now(): number {
        return right() + wrongBy
      }
    } as DateConstructor
  }, minutes * 60_000)
  await site.signIn(context, account)
  const page = await context.newPage()
  watchForComplaints(page)
  await page.goto(site.url + path)
  return page
}

test.each([20, -20])(
  'waits, the end of a shift and a call’s seconds are right on clocks wrong by %i minutes',
  async (minutes) => {
    const { db, clock } = site.dependencies
    await db.updateTable('duty').set({ endedAt: clock.now() }).where('endedAt', 'is', null).execute()
    const compatriot = await site.addCompatriot()
    const phone = await openWrongBy(minutes, compatriot, '/', { ...PHONE, locale: 'zh-CN', timeZone: 'Europe/Rome' })
    await takeTicket(phone, compatriot)
    // Both have come four minutes ago, by the database.
    await db
      .updateTable('ticket')
      .set({ arrivedAt: clock.now().subtract({ minutes: 4 }) })
      .execute()

    const board = await openWrongBy(minutes, await site.addCoordinator(), '/')
    const waited = board.locator('tr time').first()
    await expect.poll(() => waited.textContent()).toMatch(/^[45]\u2060分\u2060钟$/)

    const console = await openWrongBy(minutes, await site.addDoctor(), '/')
    await console.getByRole('button', { name: '上岗' }).click()
    await expect
      .poll(() =>
        console
          .getByText(/还有 .*，到/)
          .first()
          .textContent(),
      )
      .toMatch(/还有 (8\u2060小\u2060时|7\u2060小\u2060时 5\d\u2060分\u2060钟)，到/)

    await phone.getByRole('button', { name: '接听' }).waitFor()
    const seconds = async (): Promise<number> =>
      Number(/(\d+)\s秒内接听/.exec((await phone.getByText(/秒内接听/).textContent()) ?? '')?.[1])
    const { callUntil } = await db
      .selectFrom('consultation')
      .select('callUntil')
      .orderBy('matchedAt', 'desc')
      .where('endedAt', 'is', null)
      .executeTakeFirstOrThrow()
    const off = async (): Promise<number> => {
      const shown = await seconds()
      return Math.abs(shown - callUntil.since(clock.now()).total('seconds'))
    }
    await expect.poll(off).toBeLessThan(3)
    await phone.getByRole('button', { name: '接听' }).click()
    await phone.waitForURL(/\/visits\//)
  },
)
