import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { expectAccessible, newPerson, withNetworkLost } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctorOnShift, addHousehold } from '../support/people.ts'
import { openAs, phoneInItaly, says, signIn, takeTicket } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

/** Commands of somebody who has no page open. */
async function send(account: AccountViewer, method: string, path: string, body: object = {}): Promise<unknown> {
  const context = await newPerson(site.browser)
  await signIn(site, context, account)
  const options = { method, headers: { origin: site.url }, data: body }
  const response = await context.request.fetch(site.url + path, options)
  expect([path, response.status()]).toEqual([path, response.ok() ? response.status() : 'ok'])
  const text = await response.text()
  await context.close()
  return text === '' ? undefined : JSON.parse(text)
}

async function signInByCode(page: Page, email: string): Promise<void> {
  await page.goto(site.url)
  await page.getByLabel('邮箱').fill(email)
  await page.getByRole('button', { name: '发送验证码' }).click()
  await page.getByLabel('六位数字').waitFor()
  const code = /\b\d{6}\b/.exec(site.letters.findLast(({ to }) => to === email)?.text ?? '')?.[0] ?? ''
  // A wrong code is said, and another one tried as soon as its last digit is there.
  await page.getByLabel('六位数字').fill(code === '000000' ? '000001' : '000000')
  await page.getByRole('alert').waitFor()
  await page.getByLabel('六位数字').fill(code)
}

async function next(page: Page): Promise<void> {
  await page.getByRole('button', { name: '下一步' }).click()
}

test('from the mailed code to a place that nothing takes away but leaving it', async () => {
  const other = await addHousehold(site)
  const othersPage = await openAs(site, other, '/', phoneInItaly)
  const otherTicket = await takeTicket(othersPage, other)

  const context = await newPerson(site.browser, { ...phoneInItaly, losableNetwork: true })
  const page = await context.newPage()
  await signInByCode(page, `${randomUUID()}@example.org`)
  await page.getByRole('link', { name: /马上看医生/ }).click()
  await says(page, '请先登记要看医生的人')
  await next(page)
  await says(page, '请填写姓名')
  await page.getByText('更多（可以以后再填）').click()
  await page.getByLabel('孩子').check()
  await page.getByLabel('姓名').fill('林小宝')
  await expectAccessible(page)
  await next(page)
  await page.getByLabel('用自己的话说').waitFor()
  await next(page)
  await says(page, '请写几个字')
  await page.getByLabel('用自己的话说').fill('发烧两天，38.5 度')
  await page.reload()
  await expect.poll(() => page.getByLabel('用自己的话说').inputValue()).toBe('发烧两天，38.5 度')
  await next(page)
  await page.getByLabel('不满半岁的婴儿发烧').check()
  await page.getByRole('button', { name: '看看现在该怎么办' }).click()
  await expect.poll(() => page.getByRole('link', { name: '拨打 112' }).getAttribute('href')).toBe('tel:112')
  await page.getByRole('button', { name: '上一步' }).click()
  // A pointer goes on by itself; what it has taken back is not there any more.
  await page.getByText('都没有').click()
  await says(page, '看哪一科？')
  // A new step takes the focus, and would take it from the answers.
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('content')
  // The arrow keys only choose, and Next goes on.
  await page.getByLabel('不确定').focus()
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => page.getByLabel('全科').isChecked()).toBe(true)
  await says(page, '看哪一科？')
  await next(page)
  await page.getByRole('button', { name: '上一步' }).click()
  await expect.poll(() => page.getByLabel('全科').isChecked()).toBe(true)
  await page.getByLabel('全科').click()
  // Guessed from the zone and the languages of the browser.
  await says(page, '意大利 · 普通话')
  await says(page, '现在没有也不影响看病')
  await page.getByRole('button', { name: '选以后补的资料' }).click()
  await page.getByLabel('患处的照片').check()
  await page.getByRole('button', { name: '换一个人' }).click()
  await page.getByLabel('林小宝').click()
  await page.getByRole('button', { name: '更改国家和语言' }).click()
  await page.getByLabel('普通话').uncheck()
  await page.getByRole('button', { name: '开始排队' }).click()
  await says(page, '请至少选一种')
  await page.getByLabel('普通话').check()
  expect(await page.getByLabel('您现在在哪个国家？').inputValue()).toBe('IT')
  await says(page, '以后补：患处的照片')

  await withNetworkLost(context, 500, {
    told: true,
    meanwhile: async () => {
      await page.getByRole('button', { name: '开始排队' }).click()
      await says(page, '有网络时再按一次')
    },
  })
  await page.getByRole('button', { name: '开始排队' }).click()
  await says(page, '前面还有 1 人')
  const numberOf = () => page.getByRole('region', { name: '林小宝 的号码' }).locator('p').nth(1).textContent()
  const number = await numberOf()

  await send(other, 'POST', `/api/tickets/${otherTicket}/leave`)
  await says(page, '您排在第一位')
  await page.reload()
  await says(page, '您排在第一位')
  expect(await numberOf()).toBe(number)
  const waiting = page.url()
  // There is nobody else to tell of.
  await page.goto(`${site.url}/tell`)
  await page.waitForURL(waiting)
  await says(page, '您排在第一位')

  await withNetworkLost(context, 1_000, { told: true, meanwhile: () => says(page, '网络断了，您的位置保留着') })
  await page.getByText('网络断了').waitFor({ state: 'detached' })
  expect(await numberOf()).toBe(number)

  await page.getByRole('link', { name: '首页' }).click()
  await says(page, '林小宝 在候诊')
  await page.getByRole('link', { name: '回到候诊' }).click()
  await page.getByRole('button', { name: '不看了，离开' }).click()
  await page.getByRole('button', { name: '继续等' }).click()
  await page.getByRole('button', { name: '不看了，离开' }).click()
  await page.getByRole('button', { name: '离开', exact: true }).click()
  await says(page, '您已离开候诊')
  await page.getByRole('button', { name: '再排队' }).click()
  await expect.poll(() => page.getByLabel('用自己的话说').inputValue()).toBe('发烧两天，38.5 度')
})

test('the doctor calls over whatever page is open; not now keeps the place; the call is fetched ahead', async () => {
  const doctor = await addDoctorOnShift(site, { specialties: ['dermatology'] })
  const others = await Promise.all(Array.from({ length: 4 }, () => addHousehold(site)))
  const told = {
    complaint: '皮疹',
    redFlags: [],
    specialty: 'dermatology',
    languages: ['cmn'],
    interpreterWanted: false,
  }
  const ticketOf = (patientId: string) => ({
    idempotencyKey: randomUUID(),
    patientId,
    ...told,
    country: 'IT',
    toBeSupplied: [],
  })
  const ahead: string[] = []
  for (const other of others) {
    ahead.push(((await send(other, 'POST', '/api/tickets', ticketOf(other.patientId))) as { id: string }).id)
  }
  const me = await addHousehold(site)
  const { id } = (await send(me, 'POST', '/api/tickets', ticketOf(me.patientId))) as { id: string }

  const context = await newPerson(site.browser, phoneInItaly)
  await signIn(site, context, me)
  const scripts: string[] = []
  context.on('request', (request) => scripts.push(request.url()))
  const callCode = () => scripts.some((url) => /\/visit-[^/]*\.js/.test(url))
  const page = await context.newPage()
  await page.goto(`${site.url}/waiting/${id}`)
  await says(page, '前面还有 4 人')
  await says(page, '现在没有能为您看诊的医生值班')
  expect(callCode()).toBe(false)
  await send(others[0] ?? me, 'POST', `/api/tickets/${ahead[0] ?? ''}/leave`)
  await says(page, '前面还有 3 人')
  await expect.poll(callCode).toBe(true)
  for (const [index, other] of others.entries()) {
    if (index > 0) await send(other, 'POST', `/api/tickets/${ahead[index] ?? ''}/leave`)
  }
  await says(page, '您排在第一位')

  await page.getByRole('link', { name: '病历' }).click()
  await says(page, '还没有会诊')
  await send(doctor, 'POST', '/api/duty/start')
  const call = page.getByRole('dialog', { name: '医生在呼叫您' })
  await call.waitFor()
  await call.getByText('陈建国').waitFor()
  await call.getByText('皮肤科医生').waitFor()
  await call.getByText('会说普通话').waitFor()
  await call.getByText(/请在 \d+\s秒内接听/).waitFor()
  await expect.poll(() => page.title()).toBe('医生在呼叫您！')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await call.getByRole('button', { name: '现在不方便' }).click()
  await call.waitFor({ state: 'detached' })
  await page.goto(`${site.url}/waiting/${id}`)
  await says(page, '您的位置已暂停')
  await page.reload()
  await expectAccessible(page)
  // The doctor is free at once, and yet nobody is called who isn't ready.
  await page.waitForTimeout(2_000)
  expect(await call.isVisible()).toBe(false)
  await page.getByRole('button', { name: '我准备好了' }).click()
  await call.getByRole('button', { name: '接听' }).click()
  await page.waitForURL(/\/visits\//)
  await call.waitFor({ state: 'detached' })
})
