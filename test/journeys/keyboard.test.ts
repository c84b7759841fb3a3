import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { framesRising, isFocused } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { meet } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

/** Presses Tab until the focus is there. */
async function tabTo(page: Page, part: Locator): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab')
    if (await isFocused(part)) return
  }
  throw new Error('it cannot be reached with the Tab key')
}

test('a note is written and signed, and the visit ended, without a mouse; the focus is never lost', async () => {
  const { doctor, patient } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await tabTo(doctor, doctor.getByLabel('A 评估'))
  await doctor.keyboard.type('疑似肺炎')
  await doctor.getByText(/已保存 \d\d:\d\d 北京/).waitFor()
  await doctor.keyboard.press('Control+Enter')
  const dialog = doctor.getByRole('dialog')
  await dialog.getByText('疑似肺炎').waitFor()
  // What will be signed is read first.
  expect(await isFocused(dialog.getByRole('heading', { level: 1 }).first())).toBe(true)
  await tabTo(doctor, dialog.getByRole('button', { name: '签署病历' }))
  await doctor.keyboard.press('Enter')
  await doctor.getByText('已签署', { exact: true }).waitFor()
  await expect.poll(() => isFocused(doctor.getByRole('heading', { name: '林秀英的病历' }))).toBe(true)
  // Letters are asleep for a moment after the fields have gone.
  await doctor.waitForTimeout(2_500)
  await doctor.keyboard.press('e')
  await dialog.getByText('病历已签署').waitFor()
  await tabTo(doctor, dialog.getByRole('button', { name: '结束会诊' }))
  await doctor.keyboard.press('Enter')
  await patient.waitForURL(/\/records\//)
})
