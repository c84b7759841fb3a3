import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { framesRising, newPerson, PHONE } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { closeBrowserOf, inviteRelative, meet, openPage } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

interface Inviting {
  readonly doctor: Page
  readonly consultationId: string
  /** The path of the link that somebody is sent. */
  readonly link: string
}

/** A visit under way, from which somebody is invited. */
async function invite(): Promise<Inviting> {
  const { doctor, patient, consultationId } = await meet(site)
  const link = await inviteRelative(doctor)
  // One picture less to be decoded.
  await closeBrowserOf(patient)
  return { doctor, consultationId, link }
}

async function knock(page: Page, name: string): Promise<void> {
  await page.getByLabel('您的名字').fill(name)
  await page.getByRole('button', { name: '请求进入' }).tap()
  await page.getByText('请稍等').waitFor()
}

test('two links that are opened in one browser lead to two visits, and what is written goes to its own', async () => {
  const [first, second] = [await invite(), await invite()]
  const context = await newPerson(site.browser, PHONE)
  const open = async ({ link }: Inviting): Promise<Page> => {
    const page = await openPage(site, context, link)
    await page.getByLabel('您的名字').waitFor()
    return page
  }
  const [one, other] = [await open(first), await open(second)]

  // Each page knocks for its own visit, though the link of the second was opened last.
  await knock(one, '译员甲')
  await knock(other, '译员乙')
  for (const { doctor, name } of [
    { doctor: first.doctor, name: '译员甲' },
    { doctor: second.doctor, name: '译员乙' },
  ]) {
    await doctor.getByText(new RegExp(`${name}.*请求进入`)).waitFor()
    await doctor.getByRole('button', { name: '请进' }).click()
  }
  await Promise.all([framesRising(one), framesRising(other)])

  await one.getByRole('button', { name: /文字/ }).tap()
  await one.getByLabel('写给大家').fill('她说头疼')
  await one.getByRole('button', { name: '发送' }).tap()
  await one.getByRole('log').getByText('她说头疼').waitFor()
  const { db } = site
  await expect
    .poll(() => db.selectFrom('message').select(['consultationId', 'body']).execute())
    .toEqual([{ consultationId: first.consultationId, body: '她说头疼' }])
})
