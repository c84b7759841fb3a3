import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectAccessible, PHONE, screenshot } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { addHousehold } from '../support/people.ts'
import { openAs } from './visit-people.ts'

const site = openHospital({ video: true, browser: { kind: 'whole' } })

const weChat = {
  ...PHONE,
  timeZone: 'Europe/Rome',
  userAgent:
    'Mozilla/5.0 (Linux; Android 14; 2211133C) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.6723.103 Mobile Safari/537.36 XWEB/1300467 MMWEBSDK/20250201 MicroMessenger/8.0.60.2860(0x28003C55) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64',
}

const door = (page: Page) => page.getByRole('heading', { level: 1, name: '请用浏览器打开' })

test('WeChat is recognised before anybody signs in, and can be tried all the same in this tab', async () => {
  const page = await openAs(site, undefined, '/records', weChat)
  await door(page).waitFor()
  expect(await page.getByLabel('邮箱').count()).toBe(0)
  expect(await page.getByLabel('链接').inputValue()).toBe(`${site.url}/records`)
  await page.getByRole('button', { name: '复制链接' }).tap()
  await page.getByText('链接已复制').waitFor()
  await expectAccessible(page)
  await screenshot(page, 'wechat')
  await page.getByRole('button', { name: '仍在这里试试' }).tap()
  await page.getByLabel('邮箱').waitFor()
  await page.reload()
  await page.getByLabel('邮箱').waitFor()
  const otherTab = await page.context().newPage()
  await otherTab.goto(site.url)
  await door(otherTab).waitFor()
})

test('whoever is signed in reads it before the queue, a guest before the link is used', async () => {
  const member = await openAs(site, await addHousehold(site), '/tell', weChat)
  await door(member).waitFor()
  await member.getByRole('button', { name: '仍在这里试试' }).tap()
  await member
    .getByRole('heading', { level: 1 })
    .and(member.getByText(/哪里不舒服|给谁看/))
    .waitFor()

  const guest = await openAs(site, undefined, '/', { ...weChat })
  const asked: string[] = []
  guest.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await guest.goto(`${site.url}/join/${randomUUID()}`)
  await door(guest).waitFor()
  expect(asked.filter((path) => path.startsWith('/api/'))).toEqual([])
})
