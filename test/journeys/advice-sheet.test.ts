import { inflateSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectAccessible } from '../support/browser.ts'
import { endVisit } from '../support/demo-visit.ts'
import { openHospital } from '../support/hospital.ts'
import { meet } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

/** How many glyphs are drawn on the printed pages, all or those named. */
async function printedGlyphs(page: Page, pageRanges = ''): Promise<number> {
  const pdf = await page.pdf({ format: 'A4', margin: { top: '15mm', bottom: '15mm' }, pageRanges })
  const streams = pdf.toString('latin1').matchAll(/FlateDecode[^]*?stream\r?\n([^]*?)endstream/g)
  const shown = [...streams].flatMap(([, stream = '']) => {
    const content = inflateSync(Buffer.from(stream, 'latin1')).toString('latin1')
    return content.match(/<[0-9A-F]+>(?=[^\n]*T[jJ])/g) ?? []
  })
  return shown.reduce((sum, hex) => sum + (hex.length - 2) / 4, 0)
}

test('advice is offered once it is signed; the sheet says the year, and a long one begins on its first page', async () => {
  const { doctor, patient, consultationId } = await meet(site)
  const records = await patient.context().newPage()
  await records.goto(`${site.url}/records`)
  await records.getByRole('link', { name: '回到会诊' }).waitFor()
  await endVisit(doctor)
  await records.getByText('医嘱还没有写好').waitFor()
  await records.close()
  await patient.waitForURL(`**/records/${consultationId}`)
  await patient.goto(`${site.url}/records`)
  await patient.getByText('医嘱还没有写好').waitFor()
  expect(await patient.getByRole('link', { name: '看医嘱' }).count()).toBe(0)
  await expectAccessible(patient)

  const line = (number: number) =>
    `${String(number)}. 多喝水，多休息，按时吃药；高烧不退，或者气急、胸痛，请马上去急诊。`
  const lines = Array.from({ length: 60 }, (_, index) => line(index + 1)).join('\n')
  await doctor.getByLabel('A 评估').fill('急性上呼吸道感染')
  await doctor.getByLabel('给就诊人的医嘱').fill(lines)
  await doctor.getByRole('button', { name: '签署并请下一位' }).click()
  await doctor.getByRole('dialog').getByRole('button', { name: '签署并请下一位' }).click()
  await doctor.getByText('已签署', { exact: true }).waitFor()

  await patient.getByRole('link', { name: '看医嘱' }).click()
  const sheet = patient.getByRole('article')
  await sheet.getByText('请打急救电话 112。').waitFor()
  const year = String(site.clock.now().toZonedDateTimeISO('Europe/Rome').year)
  await sheet.getByText(new RegExp(`签字，${year}年.+（罗马）`)).waitFor()
  expect(await sheet.locator('time').textContent()).toContain(`${year}年`)

  const all = await printedGlyphs(patient)
  expect(await printedGlyphs(patient, '1')).toBeGreaterThan(all / 4)
})
