import { expect, test } from 'vitest'
import { PHONE } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { addCoordinator, addDoctorOnShift, addHousehold } from '../support/people.ts'
import { addAppointment, openAs } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

test('why an expert could not be retired is not said when it is asked anew', async () => {
  const appointmentId = await addAppointment(site, await addHousehold(site))
  const { expertId } = await site.db
    .selectFrom('appointment')
    .select('expertId')
    .where('id', '=', appointmentId)
    .executeTakeFirstOrThrow()
  const page = await openAs(site, await addCoordinator(site), `/experts/${expertId}`)
  const ask = page.getByRole('button', { name: '请其退出' }).first()
  const dialog = page.getByRole('dialog')
  await ask.click()
  await dialog.getByRole('button', { name: '请其退出' }).click()
  await dialog.getByText('还有 1 位就诊人预约了以后的班次').waitFor()
  await dialog.getByRole('button', { name: '取消' }).click()
  await dialog.waitFor({ state: 'detached' })
  await ask.click()
  await dialog.getByRole('button', { name: '请其退出' }).waitFor()
  expect(await dialog.getByRole('alert').count()).toBe(0)
})

test('a coordinator whose adding was never answered is on the list once the dialog is closed', async () => {
  const page = await openAs(site, await addCoordinator(site), '/experts/staff')
  await page.route('**/api/staff', async (route) => {
    if (route.request().method() !== 'POST') return await route.continue()
    await route.fetch()
    await route.abort()
  })
  await page.getByRole('button', { name: '添加调度员' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('姓名').fill('郑安娜')
  await dialog.getByLabel('邮箱').fill('zheng.anna@example.org')
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.getByRole('alert').waitFor()
  await dialog.getByRole('button', { name: '取消' }).click()
  await page.getByRole('rowheader', { name: '郑安娜' }).waitFor()
})

test('the form of a weekly pattern fits a phone; where there is room its days stand side by side', async () => {
  await addDoctorOnShift(site)
  const page = await openAs(site, await addCoordinator(site), '/roster', PHONE)
  await page.getByRole('button', { name: '加班次', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('每周重复').check()
  await dialog.getByLabel('到哪天').waitFor()
  expect(await dialog.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
  await page.setViewportSize({ width: 1440, height: 900 })
  await dialog.getByLabel('从哪天起').fill('2030-01-02')
  await dialog.getByLabel('到哪天').fill('2030-01-01')
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.getByText('结束日期早于开始日期').waitFor()
  const topOf = async (label: string) => (await dialog.getByLabel(label).boundingBox())?.y
  expect(await topOf('从哪天起')).toBe(await topOf('到哪天'))
})
