import { randomUUID } from 'node:crypto'
import type { BrowserContext, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { toRange } from '../../db/range.ts'
import { expectAccessible, newPerson } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctorOnShift, addHousehold } from '../support/people.ts'
import { openAs, phoneInItaly, says, signIn, takeTicket } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

async function next(page: Page): Promise<void> {
  await page.getByRole('button', { name: '下一步' }).click()
}

const hour = (at: Temporal.Instant, timeZone: string) =>
  at.toZonedDateTimeISO(timeZone).toPlainTime().toString({ smallestUnit: 'minute' })

/** Slots of twenty minutes at noon in Rome, two days from now. */
async function addSlots(expertId: string): Promise<Temporal.Instant> {
  const noon = Temporal.Now.zonedDateTimeISO('Europe/Rome').add({ days: 2 }).with({ hour: 12, minute: 0, second: 0 })
  const start = noon.round('minute').toInstant()
  await site.db
    .insertInto('shift')
    .values({
      expertId,
      during: toRange({ start, end: start.add({ hours: 2 }) }),
      timeZone: 'Asia/Shanghai',
      slotMinutes: 20,
    })
    .execute()
  return start
}

test('who is added while booking is not lost with the dialog; a second clock’s dot neither ends nor begins a line', async () => {
  const { expertId } = await addDoctorOnShift(site, { specialties: ['dermatology'] })
  const start = await addSlots(expertId)
  const person = await addHousehold(site, { locale: 'it' })
  const italian = { ...phoneInItaly, locale: 'it-IT' }
  const page = await openAs(site, person, '/booking?specialty=dermatology', italian)
  const slot = page.getByRole('button', { name: new RegExp(`^${hour(start, 'Europe/Rome')}`) })
  await slot.click()
  const add = page.getByRole('button', { name: 'Aggiunga una persona' })
  await add.click()
  const dialog = page.getByRole('dialog')
  const name = dialog.getByLabel('Nome')
  await name.fill('Wang Xiaoming')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await add.click()
  expect(await name.inputValue()).toBe('Wang Xiaoming')
  await page.reload()
  await slot.click()
  await add.click()
  expect(await name.inputValue()).toBe('Wang Xiaoming')
  await dialog.getByRole('button', { name: 'Salva' }).click()
  await expect.poll(() => page.getByLabel('Wang Xiaoming').isChecked()).toBe(true)
  await add.click()
  expect(await name.inputValue()).toBe('')
  await page.keyboard.press('Escape')

  await page.evaluate(() => (document.documentElement.dataset['text'] = 'larger'))
  const clocks = await page.locator('time').evaluateAll((all) =>
    all.flatMap(({ children: [own, other], parentElement: shown }) => {
      const dot = other?.firstElementChild
      if (own === undefined || other === undefined || !dot || !shown) return []
      const wrapped = other.getBoundingClientRect().top >= own.getBoundingClientRect().bottom - 1
      const dotted = dot.getBoundingClientRect().right > shown.getBoundingClientRect().left + 1
      return [{ wrapped, dotted, ends: own.textContent.trim().slice(-1) }]
    }),
  )
  expect(clocks.some(({ wrapped }) => wrapped)).toBe(true)
  expect(clocks.filter(({ wrapped, dotted }) => wrapped === dotted)).toEqual([])
  expect(clocks.map(({ ends }) => ends)).not.toContain('·')
})

test('another time leads back to the times of the same kind of doctor', async () => {
  const { expertId } = await addDoctorOnShift(site, { specialties: ['psychiatry'] })
  const start = await addSlots(expertId)
  const page = await openAs(site, await addHousehold(site), '/booking?specialty=psychiatry', phoneInItaly)
  const slot = page.getByRole('button', { name: new RegExp(`^${hour(start, 'Europe/Rome')}`) })
  await slot.click()
  await says(page, '确认预约')
  await page.getByRole('button', { name: '换个时间' }).click()
  await slot.waitFor()
  expect(new URL(page.url()).search).toBe('?specialty=psychiatry')
})

test('a slot in both clocks goes to one of two, the other reads why, and the doctor’s open page says how many come', async () => {
  const account = await addDoctorOnShift(site, { specialties: ['paediatrics'] })
  const start = await addSlots(account.expertId)
  const doctor = await openAs(site, account, '/shifts')
  const booked = doctor.getByText('1 人预约')
  const open = async (): Promise<Page> => {
    const person = await addHousehold(site)
    return await openAs(site, person, '/booking?specialty=paediatrics', phoneInItaly)
  }
  const pages = [await open(), await open()] as const
  const slot = new RegExp(`^${hour(start, 'Europe/Rome')} ?北京 ${hour(start, 'Asia/Shanghai')}$`)
  for (const page of pages) {
    await page.getByRole('button', { name: slot }).click()
    await says(page, '确认预约')
    await says(page, hour(start, 'Asia/Shanghai'))
    await expect.poll(() => page.getByLabel('林秀英').isChecked()).toBe(true)
    await page.getByLabel('哪里不舒服').fill('孩子咳嗽')
  }
  await Promise.all(pages.map((page) => page.getByRole('button', { name: '预约', exact: true }).click()))
  const outcomes = await Promise.all(
    pages.map((page) =>
      Promise.race([
        page
          .getByText('预约好了')
          .waitFor()
          .then(() => 'won'),
        page
          .getByRole('alert')
          .getByText(/被别人|约走|选/)
          .waitFor()
          .then(() => 'lost'),
      ]),
    ),
  )
  expect(outcomes.toSorted()).toEqual(['lost', 'won'])
  await booked.waitFor()
  const loser = pages[outcomes.indexOf('lost')] ?? pages[0]
  await expect.poll(() => loser.getByRole('button', { name: slot }).count()).toBe(0)
  await loser.getByRole('button', { name: hour(start.add({ minutes: 20 }), 'Europe/Rome') }).click()
  await expect.poll(() => loser.getByLabel('哪里不舒服').inputValue()).toBe('孩子咳嗽')

  const winner = pages[outcomes.indexOf('won')] ?? pages[0]
  await winner.getByRole('button', { name: '取消预约' }).click()
  await winner.getByRole('dialog').getByRole('button', { name: '取消预约' }).click()
  await says(winner, '已取消')
  await booked.waitFor({ state: 'detached' })
})

test('a search that fails shows no times of another language, and is made again by a press', async () => {
  const { expertId } = await addDoctorOnShift(site, { specialties: ['obstetricsGynaecology'] })
  const start = await addSlots(expertId)
  const person = await addHousehold(site)
  const page = await openAs(site, person, '/booking?specialty=obstetricsGynaecology', phoneInItaly)
  const slot = page.getByRole('button', { name: new RegExp(`^${hour(start, 'Europe/Rome')}`) })
  await slot.waitFor()
  await page.route(/\/api\/slots\?.*language=it/, (route) => route.abort())
  await page.getByLabel('医生说什么话？').selectOption('it')
  await page.getByRole('alert').waitFor()
  expect(await slot.count()).toBe(0)
  await page.unrouteAll()
  await page.getByRole('button', { name: '再试一次' }).click()
  await says(page, '这两周没有可以预约的时间')
})

test('a booked patient arrives, says what is new, and waits for the doctor who was booked', async () => {
  const me = await addHousehold(site)
  const { expertId } = await addDoctorOnShift(site, { specialties: ['respiratory'] })
  const { db } = site
  const shift = await db.selectFrom('shift').select('id').where('expertId', '=', expertId).executeTakeFirstOrThrow()
  const start = Temporal.Now.instant().add({ minutes: 20 })
  await db
    .insertInto('appointment')
    .values({
      patientId: me.patientId,
      accountId: me.accountId,
      idempotencyKey: randomUUID(),
      expertId,
      shiftId: shift.id,
      specialty: 'respiratory',
      during: toRange({ start, end: start.add({ minutes: 20 }) }),
      reason: '咳嗽两周',
    })
    .execute()
  const page = await openAs(site, me, '/', phoneInItaly)
  await says(page, '下一个预约')
  const all = await page.getByRole('link', { name: '全部预约' }).boundingBox()
  expect(all?.height).toBeGreaterThanOrEqual(60)
  await says(page, hour(start, 'Asia/Shanghai'))
  await page.getByRole('link', { name: '我到了，去候诊' }).click()
  await expect.poll(() => page.getByLabel('用自己的话说').inputValue()).toBe('咳嗽两周')
  await next(page)
  await page.getByLabel('都没有').click()
  await page.getByRole('button', { name: '开始排队' }).click()
  await says(page, '到时间由您预约的医生呼叫')
  await says(page, '科室：呼吸科')
})

test('every page is accessible, dark, in large letters and without sideways scrolling on a narrow phone', async () => {
  const me = await addHousehold(site, { locale: 'it' })
  const { expertId } = await addDoctorOnShift(site, { specialties: ['tcm'] })
  await addSlots(expertId)
  const person = { ...phoneInItaly, locale: 'it-IT', colorScheme: 'dark' } as const
  const context: BrowserContext = await newPerson(site.browser, person)
  await signIn(site, context, me)
  await context.addInitScript(() => {
    localStorage.setItem('qiaoyi.preferences', JSON.stringify({ largerText: true, scheme: 'system' }))
  })
  const page = await context.newPage()
  await page.goto(site.url)
  const id = await takeTicket(page, me)
  const steps = ['patient', 'complaint', 'flags', 'emergency', 'specialty', 'last']
  const paths = [
    '/',
    ...steps.map((step) => `/tell?step=${step}`),
    `/waiting/${id}`,
    '/emergency',
    '/booking?specialty=tcm',
    '/booking?specialty=psychiatry',
    '/appointments',
    '/records',
  ]
  for (const path of paths) {
    await page.goto(site.url + path)
    await page.locator('h1').first().waitFor()
    await page.getByRole('status', { name: /Caric/ }).waitFor({ state: 'detached' })
    await expectAccessible(page)
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect([path, beyond]).toEqual([path, 0])
  }
})
