import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { meet, openPage } from '../journeys/visit-people.ts'
import { expectAccessible, screenshot, withNetworkLost } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'

const site = openHospital({ video: true, browser: true })

function savedPlan(consultationId: string): () => Promise<string | undefined> {
  return async () => {
    const note = await site.db
      .selectFrom('note')
      .select('plan')
      .where('consultationId', '=', consultationId)
      .executeTakeFirst()
    return note?.plan
  }
}

/** What this browser still keeps of notes. */
function keptDrafts(page: Page): Promise<string[]> {
  return page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('qiaoyi.personal.note.')))
}

test('what is typed without a network is kept on the device, and saved when it is back', async () => {
  const { doctor, consultationId } = await meet(site, { doctor: { losableNetwork: true } })
  await doctor.getByLabel('P 计划').fill('验血')
  await expect.poll(savedPlan(consultationId)).toBe('验血')

  await withNetworkLost(doctor.context(), 15_000, {
    told: true,
    meanwhile: async () => {
      await doctor.getByLabel('P 计划').fill('验血，三天后复查')
      await doctor.getByText('没有连上：已存在这台设备上').waitFor()
      await screenshot(doctor, 'note-kept')
      expect(await keptDrafts(doctor)).toHaveLength(1)
    },
  })

  await expect.poll(savedPlan(consultationId)).toBe('验血，三天后复查')
  await doctor.getByText(/已保存/).waitFor()
  expect(await keptDrafts(doctor)).toEqual([])
})

test('what could not be saved is still there after a reload, and is saved then', async () => {
  const { doctor, consultationId } = await meet(site)
  await doctor.getByLabel('P 计划').waitFor()
  await doctor.route('**/note', (route) => route.abort())
  await doctor.getByLabel('P 计划').fill('验血')
  await doctor.getByText('没有连上：已存在这台设备上').waitFor()
  await doctor.unroute('**/note')
  await doctor.reload()
  await expect.poll(() => doctor.getByLabel('P 计划').inputValue()).toBe('验血')
  await expect.poll(savedPlan(consultationId)).toBe('验血')
  await expect.poll(() => keptDrafts(doctor)).toEqual([])
})

test('a newer version written in another window is shown beside one’s own, and neither is lost', async () => {
  const { doctor, consultationId } = await meet(site)
  await doctor.getByLabel('P 计划').waitFor()
  const other = await openPage(site, doctor.context(), '/')
  await other.getByLabel('P 计划').waitFor()

  await doctor.route('**/note', (route) => route.abort())
  await doctor.getByLabel('P 计划').fill('这里写的')
  await other.getByLabel('P 计划').fill('那里写的')
  await expect.poll(savedPlan(consultationId)).toBe('那里写的')
  await doctor.unroute('**/note')

  await doctor.getByText('这份病历在别处也改过').waitFor()
  await expectAccessible(doctor)
  await screenshot(doctor, 'note-apart')
  expect(await savedPlan(consultationId)()).toBe('那里写的')
  await doctor.getByRole('button', { name: '两个都留' }).click()
  await expect.poll(savedPlan(consultationId)).toBe('那里写的\n\n这里写的')
  await expect.poll(() => other.getByLabel('P 计划').inputValue()).toBe('那里写的\n\n这里写的')
})

test('a sign-out saves what was being typed, and leaves nothing about patients in the browser', async () => {
  const { doctor, consultationId } = await meet(site)
  await doctor.getByLabel('P 计划').fill('最后的话')
  await doctor.getByRole('button', { name: '退出登录' }).click()
  await doctor
    .getByRole('textbox', { name: '邮箱' })
    .or(doctor.getByRole('heading', { level: 1 }))
    .first()
    .waitFor()
  await expect.poll(savedPlan(consultationId)).toBe('最后的话')
  const personal = () =>
    doctor.evaluate(() =>
      [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((key) => /personal|chat/.test(key)),
    )
  await expect.poll(personal).toEqual([])
})
