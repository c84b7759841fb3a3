import type { BrowserContext, Page } from 'playwright-core'
import { beforeEach, expect, test } from 'vitest'
import zh from '../../web/consultations/words/zh-CN.json' with { type: 'json' }
import { expectAccessible, framesRising, newPerson, PHONE, screenshot } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctorOnShift, addHousehold, type Doctor, type Household } from '../support/people.ts'
import { listen, notesOf, Untouched } from './heard.ts'
import { endDuties, inviteRelative, openAs, openPage, phoneInItaly, signIn, takeTicket } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

beforeEach(() => endDuties(site))

/** Under load, and with seconds between two rings. */
const within = { timeout: 40_000 }

const open = (context: BrowserContext, path: string): Promise<Page> => openPage(site, context, path)

interface OnDuty {
  readonly doctor: Doctor
  readonly patient: Household
  readonly context: BrowserContext
  /** Where the doctor went on duty. */
  readonly page: Page
}

/** A doctor has gone on duty with one press on their shifts' page, and can be heard. */
async function goOnDuty(): Promise<OnDuty> {
  const [doctor, patient] = [await addDoctorOnShift(site), await addHousehold(site)]
  const context = await newPerson(site.browser)
  await listen(context)
  await signIn(site, context, doctor)
  const page = await open(context, '/shifts')
  await page.getByRole('button', { name: '上岗' }).click()
  await page.getByRole('button', { name: '暂停' }).waitFor()
  return { doctor, patient, context, page }
}

test('a call rings on every page of the doctor, in one window, until it is seen', async () => {
  const { patient, context, page } = await goOnDuty()
  const other = await open(context, '/settings')
  await other.getByRole('heading', { level: 1 }).click()
  const phone = await openAs(site, patient, '/', phoneInItaly)
  await takeTicket(phone, patient)

  for (const window of [page, other]) {
    await window.getByText('林秀英来了').waitFor()
    await expect.poll(() => window.title()).toBe('● 林秀英来了')
  }
  await expectAccessible(page)
  await screenshot(page, 'ringing-shifts')
  // It goes on, and only one of the two is heard.
  await expect
    .poll(async () => (await notesOf(page)).length + (await notesOf(other)).length, within)
    .toBeGreaterThanOrEqual(4)
  const heard = [await notesOf(page), await notesOf(other)]
  expect(heard.filter((notes) => notes.length > 0)).toHaveLength(1)
  expect(new Set(heard.flat().map(({ state }) => state))).toEqual(new Set(['running']))
  const notified = async () =>
    (await Promise.all([page, other].map((one) => one.evaluate(() => window.__notified)))).flat()
  expect((await notified()).length).toBeLessThanOrEqual(1)

  // Its window closed, the other rings on.
  const [ringing, silent] = (await notesOf(page)).length > 0 ? [page, other] : [other, page]
  await ringing.close()
  await expect.poll(async () => (await notesOf(silent)).length, within).toBeGreaterThanOrEqual(2)

  await silent.getByRole('link', { name: '去会诊' }).click()
  await silent.getByText('正在呼叫林秀英').waitFor()
  await silent.mouse.move(300, 300)
  await silent.waitForTimeout(1_200)
  await silent.mouse.move(310, 310)
  await expect.poll(() => silent.title()).toBe('● 林秀英 · 侨医 Qiaoyi')
  const count = (await notesOf(silent)).length
  await silent.waitForTimeout(4_000)
  expect((await notesOf(silent)).length).toBe(count)

  // Away from the visit it is said, without a sound.
  await phone.getByRole('button', { name: /接听/ }).click()
  await framesRising(silent)
  await silent.getByRole('link', { name: '我的班次' }).click()
  await silent.getByRole('link', { name: '去会诊' }).waitFor()
  await silent.waitForTimeout(4_000)
  expect((await notesOf(silent)).length).toBe(count)
  // A shift that it lies over is scrolled free of it.
  const size = silent.viewportSize() ?? { width: 1440, height: 900 }
  await silent.setViewportSize({ width: 1440, height: 400 })
  const isFree = (): Promise<boolean> =>
    silent
      .getByRole('listitem')
      .last()
      .evaluate((shift) => {
        window.scrollTo(0, document.body.scrollHeight)
        const { left, top } = shift.getBoundingClientRect()
        return shift.contains(document.elementFromPoint(left + 4, top + 4))
      })
  await expect.poll(isFree).toBe(true)
  await silent.setViewportSize(size)
  await silent.getByRole('link', { name: '去会诊' }).click()
  await framesRising(silent)
})

test('a page that nobody has touched says that it cannot ring, and can after one press', async () => {
  const { patient, page, context } = await goOnDuty()
  await page.close()
  const untouched = await Untouched.open(context, `${site.url}/shifts`)
  const press = await untouched.find('打开声音')
  expect(await untouched.mayPlay()).toBe(false)
  await untouched.page.mouse.click(press.x, press.y)
  await expect.poll(() => untouched.ask('document.body.innerText.includes("打开声音")'), within).toBe(false)
  const phone = await openAs(site, patient, '/', phoneInItaly)
  await takeTicket(phone, patient)
  await expect.poll(() => untouched.ask('JSON.stringify(window.__notes)'), within).toContain('running')
})

test('who knocks is heard on whatever page the doctor is', async () => {
  const { patient, page } = await goOnDuty()
  const phone = await openAs(site, patient, '/', phoneInItaly)
  await takeTicket(phone, patient)
  await page.getByRole('link', { name: '去会诊' }).click()
  await phone.getByRole('button', { name: /接听/ }).click()
  // Nobody is invited before the answer is there.
  await framesRising(page)
  const link = await inviteRelative(page)
  await page.getByRole('link', { name: '设置' }).click()

  const relative = await openAs(site, undefined, link, PHONE)
  const before = (await notesOf(page)).length
  await relative.getByRole('button', { name: '请求进入' }).click()
  await page.getByText(/外婆.*请求进入/).waitFor()
  await expect.poll(async () => (await notesOf(page)).length, within).toBeGreaterThan(before)
  await page.getByRole('link', { name: '去会诊' }).click()
  await page.getByRole('button', { name: '请进' }).click()
  await framesRising(relative)
})

test('one tap on Join, and the phone rings aloud', async () => {
  const patient = await addHousehold(site)
  const context = await newPerson(site.browser, phoneInItaly)
  await listen(context)
  await signIn(site, context, patient)
  const draft = {
    patientId: patient.patientId,
    country: 'IT',
    complaint: '发烧两天',
    flagsAnswered: true,
    specialty: 'generalPractice',
    languages: ['cmn'],
    key: crypto.randomUUID(),
  }
  await context.addInitScript(
    ([key, value]) => localStorage.setItem(key ?? '', value ?? ''),
    [`qiaoyi.personal.telling.${patient.accountId}`, JSON.stringify(draft)],
  )
  const untouched = await Untouched.open(context, `${site.url}/tell?step=last`)
  const join = await untouched.find('开始排队')
  expect(await untouched.mayPlay()).toBe(false)
  await untouched.page.touchscreen.tap(join.x, join.y)
  await expect.poll(() => untouched.ask<string>('location.pathname'), within).toMatch(/^\/waiting\//)

  const doctor = await openAs(site, await addDoctorOnShift(site), '/')
  await doctor.getByRole('button', { name: '上岗' }).click()
  const running = `window.__notes.filter(({ state }) => state === 'running').length`
  await expect.poll(() => untouched.ask<number>(running), within).toBeGreaterThan(3)
})

test('a doctor whose patient says “not now” reads that they ask to be called later', async () => {
  const { patient, page } = await goOnDuty()
  await page.goto(site.url)
  const phone = await openAs(site, patient, '/', phoneInItaly)
  await takeTicket(phone, patient)
  await page.getByText('正在呼叫林秀英').waitFor()
  await phone.getByRole('button', { name: '现在不方便' }).click()
  await page.getByText('林秀英现在不方便，请稍后再叫').waitFor()
  expect(await page.getByText('没有接').count()).toBe(0)
  await expectAccessible(page)
})

test('what a doctor writes while it rings goes with the answer, and before what they write after it', async () => {
  const { patient, page } = await goOnDuty()
  await page.goto(site.url)
  const phone = await openAs(site, patient, '/', phoneInItaly)
  await takeTicket(phone, patient)
  await page.getByText('正在呼叫林秀英').waitFor()
  await page.getByRole('button', { name: '文字' }).click()
  const text = page.getByLabel('写给大家')
  const write = async (words: string): Promise<void> => {
    await text.fill(words)
    await text.press('Enter')
  }
  await write('您好')
  await write('请把药盒拿来')
  const early = page.getByText(zh['chat.early'])
  await expect.poll(() => early.count()).toBe(2)
  await expectAccessible(page)
  await phone.getByRole('button', { name: /接听/ }).click()
  await expect.poll(() => early.count(), within).toBe(0)
  await write('看得到我吗？')
  await phone.waitForURL(/\/visits\//)
  await phone.getByRole('button', { name: '文字' }).click()
  const read = async () => (await phone.getByRole('log').innerText()).match(/您好|药盒|看得到/g)
  await expect.poll(read, within).toEqual(['您好', '药盒', '看得到'])
})

test('nobody is invited while it rings; the open dialog offers it with the answer', async () => {
  const { patient, page } = await goOnDuty()
  await page.goto(site.url)
  const phone = await openAs(site, patient, '/', phoneInItaly)
  await takeTicket(phone, patient)
  await page.getByText('正在呼叫林秀英').waitFor()
  await page.getByRole('button', { name: '参加的人' }).click()
  await page.getByText(zh['invite.notYet']).waitFor()
  const makeLink = page.getByRole('button', { name: '生成链接' })
  expect(await makeLink.count()).toBe(0)
  await expectAccessible(page)
  await phone.getByRole('button', { name: /接听/ }).click()
  await makeLink.waitFor()
  expect(await page.getByText(zh['invite.notYet']).count()).toBe(0)
})

test('what a doctor has typed while a call rang in vain is there when the same patient is called again', async () => {
  const { patient, page } = await goOnDuty()
  await page.goto(site.url)
  const phone = await openAs(site, patient, '/', phoneInItaly)
  const ticketId = await takeTicket(phone, patient)
  await page.getByText('正在呼叫林秀英').waitFor()
  const assessment = page.getByLabel('A 评估')
  await assessment.fill('疑似肺炎')
  await page.getByText('接听前先存在这台设备上').waitFor()
  await phone.getByRole('button', { name: '现在不方便' }).click()
  await page.getByText('林秀英现在不方便，请稍后再叫').waitFor()
  await page.reload()
  await phone.goto(`${site.url}/waiting/${ticketId}`)
  await phone.getByRole('button', { name: '我准备好了' }).click()
  await page.getByText('正在呼叫林秀英').waitFor()
  await expect.poll(() => assessment.inputValue(), within).toBe('疑似肺炎')
  await phone.getByRole('button', { name: /接听/ }).click()
  await page.getByText(/已保存 \d\d:\d\d/).waitFor()
})

test('what a doctor has written while a call rang in vain goes with the answer to the next call, also from another window', async () => {
  const { patient, page, context } = await goOnDuty()
  await page.goto(site.url)
  const phone = await openAs(site, patient, '/', phoneInItaly)
  const ticketId = await takeTicket(phone, patient)
  await page.getByText('正在呼叫林秀英').waitFor()
  await page.getByRole('button', { name: '文字' }).click()
  const text = page.getByLabel('写给大家')
  for (const words of ['您好', '请把药盒拿来']) {
    await text.fill(words)
    await text.press('Enter')
  }
  const early = page.getByText(zh['chat.early'])
  await expect.poll(() => early.count()).toBe(2)
  await page.getByRole('log').getByRole('button', { name: zh['chat.discard'] }).first().click()
  await expect.poll(() => early.count()).toBe(1)
  await phone.getByRole('button', { name: '现在不方便' }).click()
  await page.getByText('林秀英现在不方便，请稍后再叫').waitFor()
  await page.close()
  const again = await open(context, '/')
  await phone.goto(`${site.url}/waiting/${ticketId}`)
  await phone.getByRole('button', { name: '我准备好了' }).click()
  await again.getByText('正在呼叫林秀英').waitFor()
  // Whoever opens no conversation sees what would be sent.
  await again.getByText(zh['chat.early']).waitFor()
  await phone.getByRole('button', { name: /接听/ }).click()
  await phone.waitForURL(/\/visits\//)
  await phone.getByRole('button', { name: '文字' }).click()
  const read = async () => (await phone.getByRole('log').innerText()).match(/您好|药盒/g)
  await expect.poll(read, within).toEqual(['药盒'])
})

test('what a doctor throws away in one window is not sent by another', async () => {
  const { patient, page, context } = await goOnDuty()
  await page.goto(site.url)
  const phone = await openAs(site, patient, '/', phoneInItaly)
  await takeTicket(phone, patient)
  await page.getByText('正在呼叫林秀英').waitFor()
  await page.getByRole('button', { name: '文字' }).click()
  const text = page.getByLabel('写给大家')
  for (const words of ['您好', '请把药盒拿来']) {
    await text.fill(words)
    await text.press('Enter')
  }
  await expect.poll(() => page.getByText(zh['chat.early']).count()).toBe(2)
  const other = await open(context, '/')
  await other.getByText('正在呼叫林秀英').waitFor()
  const early = other.getByText(zh['chat.early'])
  await expect.poll(() => early.count()).toBe(2)
  await page.getByRole('log').getByRole('button', { name: zh['chat.discard'] }).last().click()
  await expect.poll(() => early.count()).toBe(1)
  await phone.getByRole('button', { name: /接听/ }).click()
  await phone.waitForURL(/\/visits\//)
  await phone.getByRole('button', { name: '文字' }).click()
  const read = async () => (await phone.getByRole('log').innerText()).match(/您好|药盒/g)
  await expect.poll(read, within).toEqual(['您好'])
})

test('Escape, however often, does not close the ringing dialog, and its answers stay in sight', async () => {
  const patient = await addHousehold(site)
  const page = await openAs(site, patient, '/', phoneInItaly)
  await takeTicket(page, patient)
  const doctor = await openAs(site, await addDoctorOnShift(site), '/')
  await doctor.getByRole('button', { name: '上岗' }).click()
  const call = page.getByRole('dialog', { name: '医生在呼叫您' })
  await call.waitFor()
  for (let press = 0; press < 3; press += 1) await page.keyboard.press('Escape')
  await page.waitForTimeout(300)
  expect(await call.isVisible()).toBe(true)
  expect(await page.evaluate(() => document.querySelector('dialog')?.matches(':modal'))).toBe(true)

  // On its side, in large letters, the two answers are in sight as well.
  await page.setViewportSize({ width: PHONE.size.height, height: PHONE.size.width })
  await page.evaluate(() => void (document.documentElement.dataset['text'] = 'larger'))
  for (const name of ['接听', '现在不方便']) {
    const answer = call.getByRole('button', { name })
    const isInSight = async (): Promise<boolean> => {
      const box = await answer.boundingBox()
      return box !== null && box.y >= 0 && box.y + box.height <= PHONE.size.width
    }
    await expect.poll(isInSight).toBe(true)
  }
  await screenshot(page, 'ringing-on-its-side')
  await call.getByRole('button', { name: '接听' }).click()
  await page.waitForURL(/\/visits\//)
})
