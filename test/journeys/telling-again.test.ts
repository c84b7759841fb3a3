import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { toRange } from '../../db/range.ts'
import { openHospital } from '../support/hospital.ts'
import { addHousehold, addPatient } from '../support/people.ts'
import { addAppointment, button, openAs, phoneInItaly, says, takeTicket } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

const complaint = (page: Page): Locator => page.getByLabel('用自己的话说')

/** Up to the last step. */
async function tell(page: Page, words: string): Promise<void> {
  await complaint(page).fill(words)
  await button(page, '下一步').tap()
  await page.getByText('都没有').tap()
  await page.getByRole('radio', { name: /^不确定/ }).tap()
  await button(page, '开始排队').waitFor()
}

/** The next POST there is done, and its answer never comes. */
async function loseAnswer(page: Page, path: string): Promise<void> {
  let lost = false
  await page.route(`**${path}`, async (route) => {
    if (lost || route.request().method() !== 'POST') return await route.continue()
    lost = true
    await route.fetch()
    await route.abort()
  })
}

async function cancel(id: string): Promise<void> {
  const { db, clock } = site
  await db
    .updateTable('appointment')
    .set({ status: 'cancelled', cancelledAt: clock.now(), cancelledBy: 'hospital' })
    .where('id', '=', id)
    .execute()
}

test('an arrival binds no other telling, and once its appointment is gone it queues like any other', async () => {
  const me = await addHousehold(site)
  const first = await addAppointment(site, me)
  const page = await openAs(site, me, `/tell?appointment=${first}`, phoneInItaly)
  await expect.poll(() => complaint(page).inputValue()).toBe('咳嗽两周')
  await complaint(page).fill('咳嗽三周')
  await page.goto(`${site.url}/tell`)
  await expect.poll(() => complaint(page).inputValue()).toBe('')
  await complaint(page).fill('头疼')
  await page.goto(`${site.url}/tell?appointment=${first}`)
  await expect.poll(() => complaint(page).inputValue()).toBe('咳嗽三周')
  await page.goto(`${site.url}/tell`)
  await expect.poll(() => complaint(page).inputValue()).toBe('头疼')

  // Known before it is told.
  await cancel(first)
  await page.goto(`${site.url}/tell?appointment=${first}`)
  await says(page, '这个预约已经结束或取消了')
  // What was told besides comes along: nothing that was typed is lost.
  expect(await complaint(page).inputValue()).toBe('头疼\n\n咳嗽三周')
  expect(new URL(page.url()).search).toBe('')

  // Found when it is sent.
  const second = await addAppointment(site, me)
  await page.goto(`${site.url}/tell?appointment=${second}`)
  await complaint(page).fill('咳嗽，发烧')
  await button(page, '下一步').tap()
  await page.getByText('都没有').tap()
  await button(page, '开始排队').waitFor()
  await cancel(second)
  await button(page, '开始排队').tap()
  await says(page, '这个预约已不在了')
  await page.waitForURL((url) => !url.searchParams.has('appointment'))
  await button(page, '开始排队').tap()
  await page.waitForURL(/\/waiting\//)
  await says(page, '咳嗽，发烧')
})

test('who left a booked place and joins again after its hour queues with the same words', async () => {
  const me = await addHousehold(site)
  const { db, clock } = site
  const appointment = await addAppointment(site, me)
  const page = await openAs(site, me, `/tell?appointment=${appointment}`, phoneInItaly)
  await button(page, '下一步').tap()
  await page.getByText('都没有').tap()
  await button(page, '开始排队').tap()
  await page.waitForURL(/\/waiting\//)
  await button(page, '不看了，离开').tap()
  await button(page, '离开').tap()
  await says(page, '您已离开候诊')
  const start = clock.now().subtract({ minutes: 40 })
  await db
    .updateTable('appointment')
    .set({ during: toRange({ start, end: start.add({ minutes: 20 }) }) })
    .where('id', '=', appointment)
    .execute()
  await button(page, '再排队').tap()
  await says(page, '这个预约已经结束或取消了')
  expect(await complaint(page).inputValue()).toBe('咳嗽两周')
  await button(page, '下一步').tap()
  await page.getByText('都没有').tap()
  await page.getByRole('radio', { name: /^呼吸科/ }).waitFor()
  await button(page, '下一步').tap()
  await button(page, '开始排队').tap()
  await page.waitForURL(/\/waiting\//)
  await says(page, '科室：呼吸科')
})

test('what is changed after a lost answer is not taken for told, and comes along when the queue is joined again', async () => {
  const page = await openAs(site, await addHousehold(site), '/tell', phoneInItaly)
  await tell(page, '发烧两天')
  await loseAnswer(page, '/api/tickets')
  await button(page, '开始排队').tap()
  await says(page, '有网络时再按一次')
  for (const step of ['看哪一科？', '现在有下面的情况吗？', '哪里不舒服？']) {
    await button(page, '上一步').tap()
    await page.getByRole('heading', { level: 1, name: step }).waitFor()
  }
  await complaint(page).fill('发烧三天，喘')
  for (const step of ['现在有下面的情况吗？', '看哪一科？', '可以排队了']) {
    await button(page, '下一步').tap()
    await page.getByRole('heading', { level: 1, name: step }).waitFor()
  }
  await button(page, '开始排队').tap()
  await says(page, '已经在候诊了')
  await says(page, '医生看到的是您先前写的内容')
  await page.getByRole('link', { name: /去看候诊情况/ }).tap()
  await says(page, '发烧两天')
  await button(page, '不看了，离开').tap()
  await button(page, '离开').tap()
  await button(page, '再排队').tap()
  await expect.poll(() => complaint(page).inputValue()).toBe('发烧三天，喘')
  await button(page, '下一步').tap()
  await page.getByText('都没有').tap()
  await button(page, '下一步').tap()
  await button(page, '开始排队').tap()
  await says(page, '发烧三天，喘')
})

test('whoever is registered with another name after a lost answer is one person', async () => {
  const me = await addHousehold(site)
  const { db } = site
  await db.deleteFrom('patient').where('accountId', '=', me.accountId).execute()
  const names = async (): Promise<string[]> => {
    const ofMe = db.selectFrom('patient').select('name').where('accountId', '=', me.accountId)
    return (await ofMe.orderBy('createdAt').execute()).map((row) => row.name)
  }
  const page = await openAs(site, me, '/tell', phoneInItaly)
  const name = page.getByLabel('姓名')
  await name.fill('林秀')
  await loseAnswer(page, '/api/patients')
  await button(page, '下一步').tap()
  await page.getByRole('alert').waitFor()
  expect(await names()).toEqual(['林秀'])
  await name.fill('林秀英')
  await button(page, '下一步').tap()
  await complaint(page).waitFor()
  expect(await names()).toEqual(['林秀英'])

  // In a dialog that is closed and opened again.
  await page.unrouteAll()
  await page.goto(`${site.url}/family`)
  const add = button(page, '添加就诊人')
  const dialog = page.getByRole('dialog')
  await add.tap()
  await dialog.getByLabel('姓名').fill('林小宝')
  await loseAnswer(page, '/api/patients')
  await dialog.getByRole('button', { name: '保存' }).tap()
  await dialog.getByRole('alert').waitFor()
  await page.route('**/api/patients', (route) => route.abort())
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await add.tap()
  await page.unrouteAll()
  await dialog.getByLabel('姓名').fill('林大宝')
  await dialog.getByRole('button', { name: '保存' }).tap()
  await page.getByRole('heading', { name: '林大宝' }).waitFor()
  expect(await names()).toEqual(['林秀英', '林大宝'])

  // Once the list shows who is registered, the next one typed is somebody else.
  await add.tap()
  await dialog.getByLabel('姓名').fill('林三宝')
  await loseAnswer(page, '/api/patients')
  await dialog.getByRole('button', { name: '保存' }).tap()
  await dialog.getByRole('alert').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { name: '林三宝' }).waitFor()
  await add.tap()
  expect(await dialog.getByLabel('姓名').inputValue()).toBe('')
})

test('what is half told for one of a household is there again once another has queued again', async () => {
  const me = await addHousehold(site)
  await addPatient(site, me)
  const page = await openAs(site, me, '/', phoneInItaly)
  const place = await takeTicket(page, me, '头疼三天')
  await page.goto(`${site.url}/tell`)
  await complaint(page).fill('孩子发烧')
  await page.goto(`${site.url}/waiting/${place}`)
  await button(page, '不看了，离开').tap()
  await button(page, '离开').tap()
  await button(page, '再排队').tap()
  await expect.poll(() => complaint(page).inputValue()).toBe('头疼三天')
  await button(page, '下一步').tap()
  await page.getByText('都没有').tap()
  await page.getByRole('heading', { level: 1, name: '看哪一科？' }).waitFor()
  await button(page, '下一步').tap()
  await button(page, '开始排队').tap()
  await page.waitForURL(/\/waiting\//)
  await says(page, '头疼三天')

  await page.goto(`${site.url}/tell`)
  await expect.poll(() => complaint(page).inputValue()).toBe('孩子发烧')
  await button(page, '下一步').tap()
  await page.getByText('都没有').tap()
  await page.getByRole('radio', { name: /^不确定/ }).tap()
  await page.getByRole('button', { name: /为 林小宝 看医生/ }).waitFor()
})

test('a telling whose answer was lost is joined anew once its place has ended, and is not offered again where it led to one', async () => {
  const me = await addHousehold(site)
  const { db, clock } = site
  const tickets = () =>
    db
      .selectFrom('ticket')
      .select(['id', 'status'])
      .where('accountId', '=', me.accountId)
      .orderBy('arrivedAt')
      .execute()
  const end = (id: string) =>
    db.transaction().execute(async (trx) => {
      await trx.deleteFrom('waiting').where('ticketId', '=', id).execute()
      await trx.updateTable('ticket').set({ status: 'done', leftAt: clock.now() }).where('id', '=', id).execute()
    })
  const page = await openAs(site, me, '/tell', phoneInItaly)
  await tell(page, '发烧两天')
  await loseAnswer(page, '/api/tickets')
  await button(page, '开始排队').tap()
  await says(page, '有网络时再按一次')
  const [first] = await tickets()
  await end(first?.id ?? '')
  await page.goto(`${site.url}/tell`)
  await expect.poll(() => complaint(page).inputValue()).toBe('发烧两天')
  for (const step of ['现在有下面的情况吗？', '看哪一科？', '可以排队了']) {
    await button(page, '下一步').tap()
    await page.getByRole('heading', { level: 1, name: step }).waitFor()
  }
  await button(page, '开始排队').tap()
  await page.waitForURL(/\/waiting\//)
  const [, second] = await tickets()
  expect(second?.status).toBe('waiting')
  expect(page.url()).toContain(`/waiting/${second?.id ?? ''}`)

  await end(second?.id ?? '')
  await page.goto(`${site.url}/tell`)
  await tell(page, '咳嗽')
  await page.unrouteAll()
  await loseAnswer(page, '/api/tickets')
  await button(page, '开始排队').tap()
  await says(page, '有网络时再按一次')
  await page.reload()
  await page.waitForURL(/\/waiting\//)
  const [, , third] = await tickets()
  await end(third?.id ?? '')
  await page.goto(`${site.url}/tell`)
  await expect.poll(() => complaint(page).inputValue()).toBe('')
})
