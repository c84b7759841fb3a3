import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { screenshot } from '../support/browser.ts'
import { advice, endVisit, goOnDuty, writeAndSign } from '../support/demo-visit.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctorOnShift } from '../support/people.ts'
import { openAs, phoneInItaly } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

/** Counts the taps on a page from now on, those into fields too. A press on a label clicks its input as well: one tap. */
async function countTaps(page: Page): Promise<() => number> {
  let taps = 0
  await page.exposeFunction('__tapped', () => (taps += 1))
  await page.evaluate(() => {
    const told = window as unknown as { __tapped(): void }
    document.addEventListener('pointerdown', () => told.__tapped(), { capture: true })
  })
  return () => taps
}

test('somebody new taps at most nine times from the letter to the advice', async () => {
  const doctor = await openAs(site, await addDoctorOnShift(site), '/')
  await goOnDuty(doctor)
  const page = await openAs(site, undefined, '/', phoneInItaly)
  const email = `${randomUUID()}@example.org`
  await page.getByLabel('邮箱').fill(email)
  await page.getByRole('button', { name: '发送验证码' }).tap()
  await page.getByLabel('六位数字').waitFor()
  const taps = await countTaps(page)
  const letter = site.letters.findLast(({ to }) => to === email)
  await page.keyboard.type(/\b\d{6}\b/.exec(letter?.text ?? '')?.[0] ?? '')

  await page.getByText('马上看医生').tap()
  const name = page.getByLabel('姓名')
  await name.tap()
  await screenshot(page, 'telling-name')
  await page.keyboard.type('王小明')
  await page.getByRole('button', { name: '下一步' }).tap()
  await page.getByLabel('用自己的话说').tap()
  await page.keyboard.type('发烧两天，咳嗽')
  await page.getByRole('button', { name: '下一步' }).tap()
  await page.getByText('都没有').tap()
  await page.getByRole('radio', { name: /^全科/ }).tap()
  const join = page.getByRole('button', { name: '开始排队' })
  await join.waitFor()
  await screenshot(page, 'telling-last')
  await join.tap()
  await page.getByRole('dialog').getByRole('button', { name: '接听', exact: true }).tap()
  await page.waitForURL(/\/visits\//)
  await writeAndSign(doctor)
  await endVisit(doctor)
  await page.waitForURL(/\/records\//)
  await page.getByText(advice).first().waitFor()
  console.log(`taps from the letter to the advice: ${String(taps())}`)
  expect(taps()).toBeGreaterThan(5)
  expect(taps()).toBeLessThanOrEqual(9)
})
