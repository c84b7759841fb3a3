import { randomUUID } from 'node:crypto'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { toRange } from '../../db/range.ts'
import { expectAccessible, launchBrowser, newPerson, PHONE, screenshot, withNetworkLost } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { addCoordinator, addDoctorOnShift, addHousehold } from '../support/people.ts'
import { openAs, openPage, phoneInItaly, signIn, takeTicket } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

declare global {
  interface Window {
    __locks: WakeLockSentinel[]
  }
}

test('the screen stays awake while one waits, also after coming back; toasts wait under the pointer', async () => {
  // The shell has no screen that could go dark.
  await using whole = await launchBrowser({ kind: 'whole' })
  const patient = await addHousehold(site)
  const context = await newPerson(whole, phoneInItaly)
  await context.addInitScript(() => {
    window.__locks = []
    const known = navigator.wakeLock as WakeLock | undefined
    const request = known?.request.bind(known)
    if (known === undefined || request === undefined) return
    known.request = async (type) => {
      const lock = await request(type)
      window.__locks.push(lock)
      return lock
    }
  })
  await signIn(site, context, patient)
  const page = await openPage(site, context, '/')
  await page.getByRole('navigation').waitFor()
  expect(await page.evaluate(() => window.__locks.length)).toBe(0)
  const id = await takeTicket(page, patient)
  const held = () => page.evaluate(() => window.__locks.filter(({ released }) => !released).length)
  await expect.poll(held).toBe(1)

  // The system takes it while the page is away.
  await page.evaluate(() => Promise.all(window.__locks.map((lock) => lock.release())))
  expect(await held()).toBe(0)
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await expect.poll(held).toBe(1)

  await page.goto(`${site.url}/waiting/${id}`)
  await page.getByRole('button', { name: '试听铃声' }).click()
  const toast = page.locator('[class*="toast"]').filter({ hasText: /./ }).last()
  await toast.hover()
  await page.waitForTimeout(7_500)
  expect(await toast.isVisible()).toBe(true)
  await page.mouse.move(1, 1)
  await toast.waitFor({ state: 'detached' })

  await page.getByRole('button', { name: '不看了，离开' }).click()
  await page.getByRole('button', { name: '离开', exact: true }).click()
  await expect.poll(held).toBe(0)
})

test('an offline banner stays in sight however far the page is scrolled, its spinner at full size', async () => {
  const page = await openAs(site, await addHousehold(site), '/settings', {
    ...PHONE,
    losableNetwork: true,
  })
  await page.getByRole('button', { name: '保存' }).waitFor()
  const banner = page.getByText(/连接断了/)
  const look = async (): Promise<void> => {
    await banner.waitFor()
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(100)
    const box = await banner.boundingBox()
    expect(box?.y).toBeGreaterThanOrEqual(0)
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(740)
    const spinner = await banner.locator('span').first().boundingBox()
    expect(spinner?.width).toBeGreaterThan(10)
    expect(spinner?.width).toBe(spinner?.height)
    // Nothing moves for this reader; that it goes on is seen all the same.
    const changes = await banner
      .locator('span')
      .first()
      .evaluate((dots) =>
        dots.getAnimations().flatMap(({ effect }) => (effect as KeyframeEffect).getKeyframes().map(Object.keys)),
      )
    expect(changes.length).toBeGreaterThan(1)
    expect(new Set(changes.flat().filter((key) => !/offset|easing|composite/i.test(key)))).toEqual(new Set(['opacity']))
  }
  await withNetworkLost(page.context(), 0, { told: true, meanwhile: look })
})

test('what is not chosen looks alive in dark colours: its border is that of every control', async () => {
  const page = await openAs(site, await addHousehold(site), '/settings', { ...PHONE, colorScheme: 'dark' })
  const edgeOf = (part: Locator) =>
    part.evaluate((element) => {
      const { borderTopColor, appearance } = getComputedStyle(element)
      return [appearance, borderTopColor]
    })
  const [, edge] = await edgeOf(page.getByRole('combobox').last())
  for (const part of [
    page.locator('input[type=radio]:not(:checked)'),
    page.locator('input[type=checkbox]:not(:checked)'),
  ])
    expect(await edgeOf(part.first())).toEqual(['none', edge])
  await expectAccessible(page)
  await screenshot(page, 'choices-dark')
})

const oneLine = ['en: one line', 'es: one line', 'it: one line', 'zh-CN: one line']

/** How many lines the header takes, in each language; Chinese is the last. */
async function headerLines(page: Page): Promise<string[]> {
  const lines: string[] = []
  for (const language of ['en', 'es', 'it', 'zh-CN']) {
    await page.locator('header select').selectOption(language)
    await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe(language)
    await page.locator('header time').first().waitFor()
    const { height = 0 } = (await page.locator('header').boundingBox()) ?? {}
    lines.push(`${language}: ${height < 70 ? 'one line' : 'more'}`)
  }
  return lines
}

test('the header of a doctor in a visit fits one line in every language; nothing is called good while it rings', async () => {
  const patient = await addHousehold(site)
  const phone = await openAs(site, patient, '/', phoneInItaly)
  await takeTicket(phone, patient)
  const doctor = await openAs(site, await addDoctorOnShift(site), '/')
  await doctor.getByRole('button', { name: '上岗' }).click()
  await doctor.getByText('正在呼叫林秀英').waitFor()
  await doctor.waitForTimeout(6_000)
  expect(await doctor.getByText('连接良好').count()).toBe(0)
  expect(await headerLines(doctor)).toEqual(oneLine)
  await expectAccessible(doctor)

  // Earlier visits open where one looks: over the fold, beside the note's first fields.
  await doctor.getByRole('button', { name: '以前的就诊' }).click()
  const bottomOf = async (part: Locator): Promise<number> => {
    const box = await part.boundingBox()
    return (box?.y ?? 900) + (box?.height ?? 0)
  }
  await expect.poll(() => bottomOf(doctor.locator('[class*="earlier"]'))).toBeLessThan(900)
  await expect.poll(async () => (await doctor.getByLabel('主诉').boundingBox())?.y).toBeLessThan(900)

  // With most in it: a break, and two buttons.
  await doctor.getByRole('button', { name: '停止呼叫' }).click()
  await doctor.getByRole('dialog').getByRole('button', { name: '停止呼叫' }).click()
  await doctor.getByRole('button', { name: '下班' }).waitFor()
  await screenshot(doctor, 'header-paused')
  expect(await headerLines(doctor)).toEqual(oneLine)
})

test('the state of an earlier visit stays in its card, however long name and complaint are', async () => {
  const doctor = await openAs(site, await addDoctorOnShift(site), '/settings')
  const visit = { consultationId: randomUUID(), heldAt: '2026-03-19T08:00:00Z', specialty: null, noteSigned: true }
  const patient = { id: randomUUID(), birthDate: null, gender: 'unknown', timeZone: 'Europe/Rome' }
  const answer = {
    patients: [{ ...patient, name: '欧阳'.repeat(20), visits: [{ ...visit, complaint: '头晕，'.repeat(60) }] }],
    next: null,
  }
  await doctor.route('**/api/my-patients*', (route) => route.fulfill({ json: answer }))
  await doctor.getByRole('link', { name: '我的就诊人' }).click()
  const [state, column] = await Promise.all([
    doctor.getByText('已签', { exact: true }).boundingBox(),
    doctor.getByRole('searchbox').boundingBox(),
  ])
  expect((state?.x ?? 0) + (state?.width ?? 0)).toBeLessThan((column?.x ?? 0) + (column?.width ?? 0))
})

test('the header of a doctor fits one line in every language before the next patient and in a break, with two days on its clocks', async () => {
  const { db, clock } = site
  const account = await addDoctorOnShift(site, { specialties: ['psychiatry'], timeZone: 'Europe/Rome' })
  const now = clock.now()
  const tonight = now.toZonedDateTimeISO('Europe/Rome').startOfDay().with({ hour: 22 })
  const hasPassed = Temporal.Instant.compare(tonight.toInstant(), now.add({ hours: 1 })) < 0
  // The day after in Beijing.
  const end = (hasPassed ? tonight.add({ days: 1 }) : tonight).toInstant()
  const during = toRange({ start: now.subtract({ minutes: 30 }), end })
  await db.updateTable('shift').set({ during }).where('expertId', '=', account.expertId).execute()
  const doctor = await openAs(site, account, '/')
  await doctor.getByRole('button', { name: '上岗' }).click()
  await doctor.getByRole('button', { name: '下班' }).waitFor()
  expect(await headerLines(doctor)).toEqual(oneLine)
  await screenshot(doctor, 'header-free')

  await doctor.getByRole('button', { name: '暂停' }).click()
  await doctor.getByRole('button', { name: '下一位', exact: true }).waitFor()
  expect(await headerLines(doctor)).toEqual(oneLine)
})

/** Runs in the page: on how many lines the words stand, the most of all places where they are shown. */
function linesOf(words: string): number {
  const walker = document.createTreeWalker(document.querySelector('main') ?? document.body, NodeFilter.SHOW_TEXT)
  const lines: number[] = []
  while (walker.nextNode() !== null) {
    const { currentNode: node } = walker
    const at = (node.textContent ?? '').indexOf(words)
    if (at === -1) continue
    const range = document.createRange()
    range.setStart(node, at)
    range.setEnd(node, at + words.length)
    lines.push(new Set([...range.getClientRects()].map(({ top }) => top)).size)
  }
  return Math.max(...lines)
}

test('a name of Chinese characters stands on one line, however wide the window is', async () => {
  const italian = { locale: 'it-IT', timeZone: 'Europe/Rome' }
  const expectWhole = async (page: Page, name: string, widths: readonly number[]): Promise<void> => {
    await page.getByText(name).first().waitFor()
    const lines: Record<number, number> = {}
    for (const width of widths) {
      await page.setViewportSize({ width, height: 740 })
      lines[width] = await page.evaluate(linesOf, name)
    }
    expect(lines).toEqual(Object.fromEntries(widths.map((width) => [width, 1])))
  }
  const every = (step: number, from: number): number[] => Array.from({ length: 14 }, (_, index) => from + index * step)
  const me = await addHousehold(site, { name: '陈美玲', locale: 'it' })
  const phone = await openAs(site, me, '/', { ...PHONE, ...italian })
  const id = await takeTicket(phone, me)
  await site.db.updateTable('waiting').set({ pausedAt: site.clock.now() }).where('ticketId', '=', id).execute()
  await phone.reload()
  await phone.getByText('Il posto di 陈美玲 è in pausa').waitFor()
  await expectWhole(phone, '陈美玲', every(8, 290))

  const { expertId } = await addDoctorOnShift(site, { name: '黄志远明', nameLatin: 'Huang Zhiyuan' })
  await site.db.updateTable('expert').set({ licenseVerifiedBy: '黄志远明' }).where('id', '=', expertId).execute()
  const page = await openAs(site, await addCoordinator(site, { locale: 'it' }), '/experts', italian)
  await expectWhole(page, '黄志远明', every(30, 1030))
  await page.goto(`${site.url}/roster`)
  await expectWhole(page, '黄志远明', every(30, 1030))
})
