import { expect, test } from 'vitest'
import board from '../../web/board/words/zh-CN.json' with { type: 'json' }
import home from '../../web/waiting-room/home/words/zh-CN.json' with { type: 'json' }
import { expectAccessible } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { addCoordinator, addHousehold, addPatient } from '../support/people.ts'
import { openAs, phoneInItaly, takeTicket } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

test('a board without experts says so, and leads to the first', async () => {
  const page = await openAs(site, await addCoordinator(site), '/')
  await page.getByText(board['gaps.noExperts']).waitFor()
  const add = page.getByRole('link', { name: board['gaps.addExpert'] })
  expect(await add.getAttribute('href')).toBe('/experts/new')
  expect(await page.getByText(board['figure.noGaps'], { exact: true }).count()).toBe(0)
  await expectAccessible(page)
})

test('a step of a telling that has led to a place is home', async () => {
  const me = await addHousehold(site)
  await addPatient(site, me)
  const phone = await openAs(site, me, '/', phoneInItaly)
  await takeTicket(phone, me)
  for (const step of ['last', 'specialty', 'flags']) {
    await phone.goto(`${site.url}/tell?step=${step}`)
    await phone.getByRole('heading', { name: home['home.title'] }).waitFor()
    expect(new URL(phone.url()).pathname).toBe('/')
  }
})
