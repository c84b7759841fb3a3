import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectAccessible, framesRising, PHONE, screenshot, withNetworkLost } from '../support/browser.ts'
import { endVisit } from '../support/demo-visit.ts'
import { openHospital } from '../support/hospital.ts'
import { addCoordinator, addHousehold } from '../support/people.ts'
import { inviteRelative, meet, openAs, phoneInItaly, takeTicket } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

/** What a doctor may be about to press in a visit, and where it is: in whole pixels, from the window's corner. */
async function placesOf(doctor: Page): Promise<string[]> {
  const buttons: Locator[] = [
    ...(await doctor.getByRole('group', { name: '通话按钮' }).getByRole('button').all()),
    ...['参加的人', '结束会诊', '签署病历', '以前的就诊', '暂停'].map((name) =>
      doctor.getByRole('button', { name, exact: true }),
    ),
    doctor.getByLabel('A 评估'),
  ]
  return await Promise.all(
    buttons.map((button) =>
      button.evaluate((element) => {
        const { left, top, width, height } = element.getBoundingClientRect()
        const name = element.getAttribute('aria-label') ?? element.textContent.slice(0, 2)
        return [name, ...[left, top, width, height].map(Math.round)].join(' ')
      }),
    ),
  )
}

test('nothing that a doctor may be about to press moves when a message, a knock or a notice comes', async () => {
  const { doctor, patient } = await meet(site, { doctor: { losableNetwork: true } })
  await Promise.all([framesRising(doctor), framesRising(patient)])
  const places = await placesOf(doctor)

  // What is said of the first save has its line already.
  await doctor.getByLabel('主诉').fill('发烧三天，咳嗽')
  await doctor.getByText(/已保存 \d\d:\d\d/).waitFor()
  expect(await placesOf(doctor)).toEqual(places)

  await patient.getByRole('button', { name: /^文字/ }).click()
  await patient.getByLabel('写给大家').fill('药名看不清楚')
  await patient.getByRole('button', { name: '发送' }).click()
  await doctor.getByRole('button', { name: /^文字.*1 条新消息/ }).waitFor()
  expect(await placesOf(doctor)).toEqual(places)

  const link = await inviteRelative(doctor)
  const relative = await openAs(site, undefined, link, PHONE)
  await relative.getByRole('button', { name: '请求进入' }).click()
  await doctor.getByText(/外婆.*请求进入/).waitFor()
  expect(await placesOf(doctor)).toEqual(places)

  await withNetworkLost(doctor.context(), 0, {
    told: true,
    meanwhile: async () => {
      await doctor.getByText(/连接断了/).waitFor()
      expect(await placesOf(doctor)).toEqual(places)
      await screenshot(doctor, 'steady-notices')
    },
  })
})

test('a doctor has one way to the next patient: the signature where there is one to give, else the end of the break', async () => {
  const { doctor, patient } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await doctor.getByLabel('A 评估').fill('上呼吸道感染')
  await endVisit(doctor)
  await doctor.getByText('先写完病历，再请下一位').waitFor()
  await expectAccessible(doctor)
  const colour = (button: Locator) => button.evaluate((element) => getComputedStyle(element).backgroundColor)
  const main = await colour(doctor.getByRole('button', { name: '签署并请下一位' }))
  const inHeader = doctor.getByRole('button', { name: '下一位', exact: true })
  expect(await inHeader.count()).toBe(1)
  expect(await colour(inHeader)).not.toBe(main)

  // The key asks for the signature, too, and calls nobody before it is given.
  await doctor.waitForTimeout(2_500)
  await doctor.keyboard.press('n')
  await doctor.getByRole('dialog').getByRole('button', { name: '签署并请下一位' }).click()
  await doctor.getByText('等待下一位就诊人').waitFor()

  await doctor.getByRole('button', { name: '暂停' }).click()
  await doctor.getByText('接诊已暂停').waitFor()
  await doctor.mouse.move(300, 500)
  expect(await inHeader.count()).toBe(1)
  expect(await colour(inHeader)).toBe(main)
  // Letters sleep for a moment after the note's fields have gone.
  await doctor.waitForTimeout(2_500)
  await doctor.keyboard.press('n')
  await doctor.getByText('等待下一位就诊人').waitFor()
})

test('on a phone who waits has the first screen of the board, in every language', async () => {
  for (const name of ['赵小兰', '王大明']) {
    const person = await addHousehold(site, { name })
    const page = await openAs(site, person, '/', phoneInItaly)
    await takeTicket(page, person, '发烧两天，咳嗽', { languages: ['de'] })
  }
  for (const locale of ['zh-CN', 'it', 'es', 'en'] as const) {
    const coordinator = await openAs(site, await addCoordinator(site, { locale }), '/', { ...PHONE, locale })
    const first = coordinator.getByRole('grid').getByRole('row').filter({ hasText: '赵小兰' })
    await first.waitFor()
    const { y = 740 } = (await first.boundingBox()) ?? {}
    await screenshot(coordinator, `board-phone-${locale}`)
    expect([locale, y < 740 / 3]).toEqual([locale, true])
    expect(await coordinator.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
  }
})
