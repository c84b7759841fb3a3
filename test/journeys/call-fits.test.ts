import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { expectAccessible, framesRising, launchBrowser, screenshot } from '../support/browser.ts'
import { type HospitalSite, openHospitalSite } from '../support/hospital-site.ts'
import { failOnComplaints, meet } from './visit-people.ts'

let site: HospitalSite
let browser: Browser

beforeAll(async () => {
  ;[site, browser] = await Promise.all([openHospitalSite(), launchBrowser({ cameras: 2 })])
})

afterAll(async () => {
  await browser?.close()
  await site?.[Symbol.asyncDispose]()
})

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  failOnComplaints()
})

/** Scrolls to it and asks what lies on its middle: it, or something that covers it. */
async function isUncovered(part: Locator): Promise<boolean> {
  await part.scrollIntoViewIfNeeded()
  return await part.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect()
    const above = document.elementFromPoint(left + width / 2, top + height / 2)
    return above !== null && (element.contains(above) || above.contains(element))
  })
}

async function expectEachReachable(page: Page, parts: Readonly<Record<string, Locator>>): Promise<void> {
  const covered: string[] = []
  for (const [name, part] of Object.entries(parts)) if (!(await isUncovered(part))) covered.push(name)
  expect(covered).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
}

test('a long message is written and sent on a phone, also in the largest text and in Italian', async () => {
  const { doctor, patient } = await meet(browser, site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  const parts = (send: string): Readonly<Record<string, Locator>> => ({
    text: patient.locator('form textarea'),
    send: patient.getByRole('button', { name: send, exact: true }),
    microphone: patient.getByRole('group').getByRole('button').first(),
    leave: patient.getByRole('group').getByRole('button').last(),
  })
  await patient.getByRole('button', { name: /^文字/ }).click()
  await patient.locator('form textarea').fill('药盒上写着对乙酰氨基酚缓释片，每片六百五十毫克。'.repeat(8))
  await expectEachReachable(patient, parts('发送'))
  await patient.getByRole('button', { name: '大字' }).click()
  await expectEachReachable(patient, parts('发送'))
  await patient.getByRole('combobox').selectOption('it')
  await patient.getByRole('button', { name: 'Invia', exact: true }).waitFor()
  await expectEachReachable(patient, parts('Invia'))
  await expectAccessible(patient)
  await screenshot(patient, 'call-large-chat')
  await patient.getByRole('button', { name: 'Invia', exact: true }).click()
  await patient.getByText('六百五十毫克').first().waitFor()

  // Out of the call, with the conversation still open.
  await patient.getByRole('group').getByRole('button', { name: 'Esci' }).click()
  await expectEachReachable(patient, {
    back: patient.getByRole('button', { name: 'Rientra' }),
    away: patient.getByRole('button', { name: 'Andare via' }),
    text: patient.locator('form textarea'),
  })
  await screenshot(patient, 'call-large-left')
})
