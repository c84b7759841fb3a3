import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { day } from '../../web/language/clock.ts'
import { isFocused, newPerson } from '../support/browser.ts'
import { watchForComplaints } from '../support/complaints.ts'
import { openHospital } from '../support/hospital.ts'
import { addCoordinator, addDoctorOnShift, addHousehold } from '../support/people.ts'
import { openAs, signIn } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

/** As another window of the same account does it. */
async function patch(page: Page, path: string, body: object): Promise<void> {
  const response = await page.request.patch(site.url + path, { data: body, headers: { origin: site.url } })
  expect(response.status()).toBe(200)
}

test('an entry that is saved twice leaves what a colleague has changed in between', async () => {
  const { expertId } = await addDoctorOnShift(site)
  const page = await openAs(site, await addCoordinator(site), `/experts/${expertId}`)
  const title = page.getByLabel('职称', { exact: true })
  await title.waitFor()
  await patch(page, `/api/experts/${expertId}`, { specialties: ['dermatology'], licenseNumber: '330300999' })
  const save = async (chosen: string): Promise<unknown> => {
    await title.selectOption(chosen)
    const readAgain = page.waitForResponse(
      (response) => response.request().method() === 'GET' && response.url().endsWith('/api/experts'),
    )
    await page.getByRole('button', { name: '保存' }).click()
    return await (await readAgain).json()
  }
  await save('associateChiefPhysician')
  await save('chiefPhysician')
  expect(await save('attendingPhysician')).toContainEqual(
    expect.objectContaining({
      id: expertId,
      title: 'attendingPhysician',
      specialties: ['dermatology'],
      licenseNumber: '330300999',
    }),
  )
})

test('the late answer of a new entry takes nobody away from where they have gone since', async () => {
  const page = await openAs(site, await addCoordinator(site), '/experts/new')
  await page.getByLabel('中文姓名').fill('沈月华')
  await page.getByLabel('拼音或外文姓名').fill('Shen Yuehua')
  await page.getByLabel('单位', { exact: true }).fill('温州市中医院')
  await page.getByLabel('登录邮箱').fill('shen@example.org')
  await page.getByLabel('中医科').check()
  await page.getByLabel('执业证号').fill('330300123')
  const answering = Promise.withResolvers<void>()
  await page.route('**/api/experts', async (route) => {
    const response = await route.fetch()
    await answering.promise
    await route.fulfill({ response })
  })
  const asked = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/api/experts'))
  await page.getByRole('button', { name: '保存' }).click()
  await asked
  await page.getByRole('link', { name: '设置' }).first().click()
  await page.getByRole('heading', { level: 1, name: '设置' }).waitFor()
  answering.resolve()
  await page.getByText('已添加 沈月华').waitFor()
  await page.getByRole('heading', { level: 1, name: '设置' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/settings')
})

test('of two languages chosen in a row the last one stays, on the screen and in the account', async () => {
  const page = await openAs(site, await addCoordinator(site), '/settings')
  await page.getByLabel('Español').waitFor()
  const words = Promise.withResolvers<void>()
  const answering = Promise.withResolvers<void>()
  await page.route('**/assets/**', async (route) => {
    await words.promise
    await route.continue()
  })
  await page.route('**/api/me', async (route) => {
    await answering.promise
    await route.continue()
  })
  const told = page.waitForRequest((request) => request.method() === 'PATCH')
  await page.getByLabel('Español').click()
  await told
  await page.unroute('**/assets/**')
  await page.getByLabel('Italiano').click()
  await page.getByRole('heading', { level: 1, name: 'Impostazioni' }).waitFor()
  words.resolve()
  answering.resolve()
  const me = async (): Promise<unknown> => await (await page.request.get(`${site.url}/api/me`)).json()
  await expect.poll(me).toMatchObject({ locale: 'it' })
  await page.getByRole('heading', { level: 1, name: 'Impostazioni' }).waitFor()
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('it')
})

test('the settings save what was changed in them, and leave what another window has changed', async () => {
  const page = await openAs(site, await addCoordinator(site), '/settings')
  await page.getByLabel('姓名').fill('周敏华')
  await patch(page, '/api/me', { timeZone: 'Europe/Rome', languages: ['cmn', 'it'] })
  const answered = page.waitForResponse((response) => response.request().method() === 'PATCH')
  await page.getByLabel('English').click()
  await answered
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Saved').waitFor()
  const saved: unknown = await (await page.request.get(`${site.url}/api/me`)).json()
  expect(saved).toMatchObject({
    name: '周敏华',
    timeZone: 'Europe/Rome',
    languages: ['cmn', 'it'],
    locale: 'en',
  })
})

test('the settings add to the languages that another window has chosen, and show what was saved', async () => {
  const page = await openAs(site, await addCoordinator(site), '/settings')
  const spoken = (name: string) => page.getByLabel(name, { exact: true })
  await spoken('西班牙语').check()
  await patch(page, '/api/me', { name: '周敏华', languages: ['it'] })
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await page.getByText('已保存').waitFor()
  const saved: unknown = await (await page.request.get(`${site.url}/api/me`)).json()
  expect(saved).toMatchObject({ name: '周敏华', languages: ['it', 'es'] })
  await expect.poll(() => page.getByLabel('姓名').inputValue()).toBe('周敏华')
  expect(await spoken('意大利语').isChecked()).toBe(true)
  expect(await spoken('普通话').isChecked()).toBe(false)
})

test('a name that was emptied is asked for where it is written, and nothing is said to be saved', async () => {
  const page = await openAs(site, await addCoordinator(site), '/settings')
  const name = page.getByLabel('姓名')
  await name.fill(' ')
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await page.getByText('请填写姓名').waitFor()
  await expect.poll(() => isFocused(name)).toBe(true)
  expect(await page.getByText('已保存').count()).toBe(0)
  await name.fill('周敏华')
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await page.getByText('已保存').waitFor()
  // Saved, it may be emptied to write another.
  await name.fill('')
  expect(await page.getByText('请填写姓名').count()).toBe(0)
})

test('the form of a patient saves what was changed in it, and leaves what another window has changed', async () => {
  const account = await addHousehold(site)
  const page = await openAs(site, account, '/family')
  await page.getByRole('button', { name: '修改 林秀英' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('姓名').fill('林秀')
  await patch(page, `/api/patients/${account.patientId}`, { birthDate: '1950-02-03', gender: 'female' })
  await dialog.getByRole('button', { name: '保存' }).click()
  await page.getByRole('heading', { name: '林秀', exact: true }).waitFor()
  const saved: unknown = await (await page.request.get(`${site.url}/api/patients`)).json()
  expect(saved).toMatchObject([{ name: '林秀', birthDate: '1950-02-03', gender: 'female' }])
})

test('a patient whose removal was never answered is gone once the dialog is closed', async () => {
  const page = await openAs(site, await addHousehold(site), '/family')
  await page.route('**/api/patients/*', async (route) => {
    await route.fetch()
    await route.abort()
  })
  await page.getByRole('button', { name: '移除' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '移除' }).click()
  await dialog.getByRole('alert').waitFor()
  await dialog.getByRole('button', { name: '保留' }).click()
  await page.getByText('还没有就诊人').waitFor()
})

/** The roster by the browser's own clock, which is set by hand: the server's never comes. */
async function openRoster(account: AccountViewer, at: Temporal.ZonedDateTime): Promise<Page> {
  const context = await newPerson(site.browser)
  await signIn(site, context, account)
  const page = await context.newPage()
  watchForComplaints(page)
  await page.routeWebSocket('**/api/live', () => undefined)
  await page.clock.setFixedTime(at.epochMilliseconds)
  await page.goto(`${site.url}/roster`)
  return page
}

test('a shift that is being filled in stays when a new week begins, and the new week comes after it', async () => {
  const china = 'Asia/Shanghai'
  const today = Temporal.Now.zonedDateTimeISO(china).startOfDay()
  const monday = today.add({ days: 8 - today.dayOfWeek })
  const { name } = await addDoctorOnShift(site)
  const page = await openRoster(await addCoordinator(site), monday.subtract({ minutes: 1 }))
  await page.getByRole('button', { name: '加班次', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('开始').fill('22:15')
  await page.clock.setFixedTime(monday.add({ minutes: 1 }).epochMilliseconds)
  // The screen is drawn anew.
  await page.evaluate(() => window.dispatchEvent(new PopStateEvent('popstate')))
  await page.evaluate(() => new Promise((resolve) => window.setTimeout(resolve, 500)))
  expect(await dialog.getByLabel('开始').inputValue()).toBe('22:15')
  await dialog.getByRole('button', { name: '取消' }).click()
  const firstDay = day(monday.toInstant().toString(), china, 'zh-CN')
  await page
    .getByRole('button', { name: `给 ${name} 在 ${firstDay} 加班次` })
    .first()
    .waitFor()
})

test('a weekly pattern is asked for what it lacks, one field after the other, and is not laid when its last day is no day', async () => {
  const { expertId } = await addDoctorOnShift(site, { name: '沈月华' })
  const page = await openAs(site, await addCoordinator(site), '/roster')
  await page.getByRole('button', { name: '加班次', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('每周重复').check()
  const save = dialog.getByRole('button', { name: '保存' })
  await save.click()
  await expect.poll(() => isFocused(dialog.getByLabel('专家'))).toBe(true)
  await dialog.getByLabel('专家').selectOption(expertId)
  await save.click()
  await expect.poll(() => isFocused(dialog.getByLabel('周一'))).toBe(true)
  await dialog.getByLabel('周二').check()
  await dialog.getByLabel('开始').fill('20:00')
  await dialog.getByLabel('结束').fill('23:30')
  // One part of a day alone.
  await dialog.getByLabel('到哪天').press('1')
  await save.click()
  await dialog.getByText('没有这一天').waitFor()
  await expect.poll(() => isFocused(dialog.getByLabel('到哪天'))).toBe(true)
  const { db } = site
  const laid = db.selectFrom('shiftPattern').select('id').where('expertId', '=', expertId)
  expect(await laid.execute()).toEqual([])
})

test('the late answer of the settings brings nobody back who has signed out since', async () => {
  const page = await openAs(site, await addCoordinator(site), '/settings')
  await page.getByLabel('姓名').fill('周敏华')
  const saved = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  await page.route('**/api/me', async (route) => {
    if (route.request().method() !== 'PATCH') return await route.continue()
    const response = await route.fetch()
    saved.resolve()
    await released.promise
    await route.fulfill({ response })
  })
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await saved.promise
  await page.getByRole('button', { name: '退出登录' }).first().click()
  const signInField = page.getByRole('textbox', { name: '邮箱' })
  await signInField.waitFor()
  const answered = page.waitForResponse((response) => response.request().method() === 'PATCH')
  released.resolve()
  await answered
  // For so long at least the shell of somebody without a session would stand there.
  await page.waitForTimeout(500)
  expect(await signInField.isVisible()).toBe(true)
})
