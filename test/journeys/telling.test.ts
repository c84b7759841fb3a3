import { randomUUID } from 'node:crypto'
import { toRange } from '../../db/range.ts'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import zh from '../../web/waiting-room/words/zh-CN.json' with { type: 'json' }
import { placesPace } from '../../signaling/waiting-room/rules/place.ts'
import { expectAccessible, newPerson, type Person, screenshot } from '../support/browser.ts'
import { watchForComplaints } from '../support/complaints.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctorOnShift, addHousehold, addPatient, type Household } from '../support/people.ts'
import { button, endDuties, meet, openPage, phoneInItaly, signIn } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

/** A page of somebody signed in, not yet anywhere. */
async function pageOf(account: Household, person: Person = phoneInItaly): Promise<Page> {
  const context = await newPerson(site.browser, person)
  await signIn(site, context, account)
  const page = await context.newPage()
  watchForComplaints(page)
  return page
}

test('from the page of the place a patient goes back into the visit, and may leave it for good', async () => {
  const { patient, doctor } = await meet(site)
  await doctor.getByRole('button', { name: '结束会诊' }).waitFor()
  const home = await patient.context().newPage()
  await home.goto(site.url)
  const visit = await home.getByRole('link', { name: '回到会诊' }).getAttribute('href')
  const tickets = (await (await home.request.get(`${site.url}/api/tickets`)).json()) as { id: string }[]
  const page = await openPage(site, patient.context(), `/waiting/${tickets[0]?.id ?? ''}`)
  const back = page.getByRole('link', { name: '进入会诊' })
  expect(await back.getAttribute('href')).toBe(visit)
  await button(page, '不看了，离开').tap()
  await expectAccessible(page)
  await page.getByRole('dialog').getByRole('button', { name: '离开', exact: true }).tap()
  // At once, with nothing written: there is no advice to wait for.
  for (const left of [page, patient]) await left.getByText(zh['waiting.leftAtOnce']).waitFor()
  expect(new URL(patient.url()).pathname).toBe(new URL(page.url()).pathname)
  // The doctor is free at once, and calls nobody of the other tests.
  const { db, clock } = site
  await db.updateTable('duty').set({ pausedAt: clock.now() }).where('endedAt', 'is', null).execute()
})

test('while it loads, the telling asks nothing: its heading stays true, whatever is asked first', async () => {
  const me = await addHousehold(site)
  await addPatient(site, me)
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
  const ofTheTelling = () => headings.filter((text) => !text.startsWith('侨医'))
  await expect.poll(ofTheTelling).toEqual(['马上看医生', '给谁看？'])
})

/** Whether all of it can be seen and pressed without a scroll. */
async function isInSight(target: Locator): Promise<boolean> {
  return await target.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect()
    const whole = top >= 0 && bottom <= window.innerHeight
    return (
      whole && [top + 2, bottom - 2].every((y) => element.contains(document.elementFromPoint((left + right) / 2, y)))
    )
  })
}

async function tellAll(page: Page): Promise<void> {
  await page.getByLabel('用自己的话说').fill('发烧两天，咳嗽')
  await button(page, '下一步').tap()
  await page.getByText('都没有').tap()
  await page.getByRole('radio', { name: /^不确定/ }).tap()
  await button(page, '开始排队').waitFor()
}

/** Runs in the page: which words are broken over two lines, but for those that are read aloud alone. */
function findBrokenWords(): string[] {
  const broken: string[] = []
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    if ((text.parentElement?.getBoundingClientRect().width ?? 0) <= 2) continue
    for (const { 0: word, index } of (text.textContent ?? '').matchAll(/\p{Script=Latin}+[.,:]?/gu)) {
      const range = document.createRange()
      range.setStart(text, index)
      range.setEnd(text, index + word.length)
      if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) broken.push(word)
    }
  }
  return broken
}

test.each([
  ['zh-CN', '用自己的话说', '下一步', '都没有', '开始排队', '不确定'],
  ['it-IT', 'Con parole sue', 'Avanti', 'Niente di tutto questo', 'Mi metto in coda', 'Non so'],
])('in %s each step begins at its top, and Join is in sight on the last one, in large text too', async (...words) => {
  const [locale, own, onward, none, join, notSure] = words
  const page = await pageOf(await addHousehold(site, { locale: locale.slice(0, 2) === 'zh' ? 'zh-CN' : 'it' }), {
    ...phoneInItaly,
    locale,
  })
  await page.goto(`${site.url}/tell`)
  await page.getByLabel(own).fill('发烧两天，咳嗽')
  await button(page, onward).tap()
  // Far below, where the list of signs ends.
  await page.getByText(none).tap()
  await page.getByRole('radio', { name: notSure }).waitFor()
  await expect.poll(() => isInSight(page.getByRole('heading', { level: 1 }))).toBe(true)
  await page.getByRole('radio', { name: notSure }).tap()
  await button(page, join).waitFor()
  await expect.poll(() => isInSight(button(page, join))).toBe(true)
  await expectAccessible(page)
  await page.evaluate(() => (document.documentElement.dataset['text'] = 'larger'))
  await expect.poll(() => isInSight(button(page, join))).toBe(true)
  expect(await page.evaluate(findBrokenWords)).toEqual([])
  // At the end of the page it covers nothing.
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
  await expect.poll(() => isInSight(page.getByRole('checkbox').last())).toBe(true)
  // The place is shown from its top, wherever the press was made.
  await button(page, join).tap()
  await page.waitForURL(/\/waiting\//)
  await expect.poll(() => isInSight(page.getByRole('heading', { level: 1 }))).toBe(true)
})

test('what is known can be changed on its own line; without papers everybody is seen, and the page says so', async () => {
  const page = await pageOf(await addHousehold(site))
  await page.goto(`${site.url}/tell`)
  await tellAll(page)
  const line = page.getByRole('button', { name: /为 林秀英 看医生/ })
  expect(await line.textContent()).toContain('更改')
  await page.getByText('现在没有也不影响看病').waitFor()
  await page.getByRole('button', { name: '选以后补的资料' }).tap()
  await page.getByText('现在没有也不影响看病').waitFor()
  const photos = page.getByRole('checkbox', { name: '患处的照片' })
  await expect.poll(() => photos.evaluate((input) => input === document.activeElement)).toBe(true)
  await photos.tap()
  await page.getByRole('button', { name: '更改国家和语言' }).tap()
  await page.getByRole('checkbox', { name: '普通话' }).tap()
  await button(page, '开始排队').tap()
  // Said where it can be seen, though the button stands far from it.
  await expect.poll(() => isInSight(page.getByText('请至少选一种'))).toBe(true)
  await page.getByRole('checkbox', { name: '普通话' }).tap()
  await button(page, '开始排队').tap()
  await page.getByText('以后补：患处的照片').waitFor()
})

test('a name that was typed and not saved is there again after Back, and after a reload', async () => {
  const me = await addHousehold(site)
  await site.db.deleteFrom('patient').where('accountId', '=', me.accountId).execute()
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
  await addPatient(site, me)
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

test('where the patients can’t be read it is said, and tried again by a press; without the places it goes on', async () => {
  const page = await pageOf(await addHousehold(site))
  const broken = (path: string) =>
    page.route(`**${path}`, (route) =>
      route.request().method() === 'GET'
        ? route.fulfill({ status: 500, json: { error: { code: 'internal', requestId: 'r-17' } } })
        : route.continue(),
    )
  await broken('/api/patients')
  await page.goto(`${site.url}/tell`)
  const alert = page.getByRole('alert')
  await alert.waitFor()
  expect(await alert.textContent()).toContain('r-17')
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('马上看医生')
  expect(await button(page, '下一步').count()).toBe(0)
  await expectAccessible(page)
  await page.unroute('**/api/patients')
  await page.route('**/api/patients', (route) => route.abort())
  await button(page, '再试一次').tap()
  await alert.filter({ hasText: '现在连不上网络' }).waitFor()
  await page.unroute('**/api/patients')

  await broken('/api/tickets')
  await button(page, '再试一次').tap()
  await page.getByLabel('用自己的话说').waitFor()
  expect(await alert.count()).toBe(0)
  await tellAll(page)
  await page.route('**/api/tickets', (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'internal', requestId: 'r-18' } } }),
  )
  await button(page, '开始排队').tap()
  await expect.poll(() => isInSight(page.getByText(/r-18/))).toBe(true)
  await expect.poll(() => isInSight(button(page, '开始排队'))).toBe(true)
  await page.unrouteAll()
  await button(page, '开始排队').tap()
  await page.getByRole('heading', { level: 1, name: '候诊' }).waitFor()
})

test('where the booked visit can’t be read, its arrival is tried again by a press', async () => {
  const page = await pageOf(await addHousehold(site))
  await page.route('**/api/appointments', (route) => route.fulfill({ status: 503, json: {} }))
  await page.goto(`${site.url}/tell?appointment=0197c0de-0000-7000-8000-000000000000`)
  await page.getByRole('alert').waitFor()
  await page.unrouteAll()
  await button(page, '再试一次').tap()
  await button(page, '再试一次').waitFor({ state: 'detached' })
  await page.getByRole('alert').waitFor()
})

test('where nobody is on duty, home says in letters that can be read when somebody is', async () => {
  const { db, clock } = site
  await endDuties(site)
  const start = clock.now().add({ hours: 3 })
  await db
    .updateTable('shift')
    .set({ during: toRange({ start, end: start.add({ hours: 4 }) }) })
    .execute()
  const page = await pageOf(await addHousehold(site))
  await page.goto(site.url)
  await page.getByText('下一班').waitFor()
  // As wide as a finger needs, though the words are short.
  const whatToDo = await page.getByRole('link', { name: '怎么办' }).boundingBox()
  expect(whatToDo?.width).toBeGreaterThanOrEqual(48)
  await expectAccessible(page)
})

test('where the doctor is on a break, home and the telling say so, and home names no next shift', async () => {
  const { db, clock } = site
  const { expertId } = await addDoctorOnShift(site)
  const shift = await db.selectFrom('shift').select('id').where('expertId', '=', expertId).executeTakeFirstOrThrow()
  const now = clock.now()
  await db.insertInto('duty').values({ expertId, shiftId: shift.id, startedAt: now, pausedAt: now }).execute()
  const page = await pageOf(await addHousehold(site))
  await page.goto(site.url)
  await page.getByText('会说您语言的全科医生在值班，现在暂停接诊').waitFor()
  expect(await page.getByText('下一班').count()).toBe(0)
  await page.goto(`${site.url}/tell`)
  await page.getByLabel('用自己的话说').fill('发烧两天，咳嗽')
  await button(page, '下一步').tap()
  await page.getByText('都没有').tap()
  await page.getByText('会说您语言的医生现在暂停接诊').first().waitFor()
})

test('signs of an emergency lead to a page that has the focus, from its top', async () => {
  const page = await pageOf(await addHousehold(site))
  await page.goto(`${site.url}/tell`)
  await page.getByLabel('用自己的话说').fill('胸口疼')
  await button(page, '下一步').tap()
  await page.getByRole('checkbox').first().check({ force: true })
  const onward = button(page, '看看现在该怎么办')
  await onward.focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/step=emergency/)
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('content')
  await expect.poll(() => isInSight(page.getByRole('heading', { level: 1 }))).toBe(true)
})

test('Join brings what is missing into view at each press', async () => {
  const page = await pageOf(await addHousehold(site))
  await page.goto(`${site.url}/tell`)
  await tellAll(page)
  await page.getByRole('button', { name: '选以后补的资料' }).tap()
  await page.getByRole('button', { name: '更改国家和语言' }).tap()
  await page.getByRole('checkbox', { name: '普通话' }).tap()
  await page.evaluate(() => (document.documentElement.dataset['text'] = 'larger'))
  const missing = page.getByText('请至少选一种')
  for (let press = 0; press < 2; press += 1) {
    await page.evaluate(() => window.scrollTo(0, 0))
    if (press > 0) expect(await isInSight(missing)).toBe(false)
    await button(page, '开始排队').tap()
    await expect.poll(() => isInSight(missing)).toBe(true)
  }
})

test('whoever has taken too many places reads when the next one is to be had, and whom to call now', async () => {
  const me = await addHousehold(site)
  const { db, clock } = site
  const taken = {
    patientId: me.patientId,
    accountId: me.accountId,
    complaint: '发烧',
    languages: ['cmn' as const],
    country: 'IT',
    urgency: 'routine' as const,
    status: 'left' as const,
    leftReason: 'patient' as const,
    arrivedAt: clock.now(),
    leftAt: clock.now(),
  }
  await db
    .insertInto('ticket')
    .values(Array.from({ length: placesPace.times }, () => ({ ...taken, idempotencyKey: randomUUID() })))
    .execute()
  const page = await pageOf(me)
  await page.goto(`${site.url}/tell`)
  await tellAll(page)
  await button(page, '开始排队').tap()
  await page.getByText('一小时内已取了二十个候诊号').waitFor()
  await page.getByText(/可以再排队的时间：.*\d\d:\d\d/).waitFor()
  await expect.poll(() => isInSight(page.getByRole('link', { name: /拨打 \d+/ }))).toBe(true)
  // The button can only fail for now: it stays over nothing.
  const around = button(page, '开始排队').locator('..')
  expect(await around.evaluate((foot) => getComputedStyle(foot).position)).toBe('static')
  await expectAccessible(page)
  // However large the letters and low the window, the card is read from its top.
  await page.evaluate(() => (document.documentElement.dataset['text'] = 'larger'))
  for (const { called, size } of [
    { called: 'upright', size: phoneInItaly.size },
    { called: 'side', size: { width: 740, height: 360 } },
  ]) {
    await page.setViewportSize(size)
    await button(page, '开始排队').tap()
    await expect.poll(() => isInSight(page.getByRole('link', { name: /拨打 \d+/ }))).toBe(true)
    await screenshot(page, `no-place-large-${called}`)
  }
})
