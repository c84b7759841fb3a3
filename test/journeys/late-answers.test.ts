import { expect, test } from 'vitest'
import { expectAccessible, framesRising, screenshot } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { meet, phoneInItaly } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

test('a message whose page goes before its answer arrives once, and is not called unsent', async () => {
  const { doctor, patient, consultationId } = await meet(site)
  await framesRising(patient)
  const chat = patient.getByRole('button', { name: /文字/ })
  await chat.tap()
  const arrived = Promise.withResolvers<void>()
  await patient.route('**/messages', async (route) => {
    await route.fetch()
    // Never answered.
    arrived.resolve()
  })
  await patient.getByLabel('写给大家').fill('头还有点疼')
  await patient.getByRole('button', { name: '发送' }).tap()
  await arrived.promise
  await patient.unrouteAll({ behavior: 'ignoreErrors' })
  await patient.reload()
  await framesRising(patient)
  await chat.tap()
  await patient.getByRole('log').getByText('头还有点疼').waitFor()
  await expect.poll(() => patient.getByText(/正在发送|还没有送到/).count()).toBe(0)
  expect(await patient.getByRole('log').getByText('头还有点疼').count()).toBe(1)
  const { db } = site
  const sent = await db.selectFrom('message').select('body').where('consultationId', '=', consultationId).execute()
  expect(sent).toHaveLength(1)
  await doctor.close()
})

test('a message that is in the conversation before its answer is there stands once, and is not called unsent', async () => {
  const { patient } = await meet(site)
  await framesRising(patient)
  await patient.getByRole('button', { name: /文字/ }).tap()
  const answering = Promise.withResolvers<void>()
  await patient.route('**/messages', async (route) => {
    const response = await route.fetch()
    await answering.promise
    await route.fulfill({ response })
  })
  const said = patient.getByRole('log').getByText('头还有点疼')
  await patient.getByLabel('写给大家').fill('头还有点疼')
  await patient.getByRole('button', { name: '发送' }).tap()
  await said.waitFor()
  await expect.poll(() => patient.getByText(/正在发送|还没有送到/).count()).toBe(0)
  expect(await said.count()).toBe(1)
  const answered = patient.waitForResponse((response) => response.url().endsWith('/messages'))
  answering.resolve()
  await answered
  expect(await said.count()).toBe(1)
})

test('with the conversation closed an unsent message is told beside what has come, and goes when the network is back', async () => {
  const { doctor, patient } = await meet(site)
  await framesRising(patient)
  const chat = patient.getByRole('button', { name: /文字/ })
  await chat.tap()
  await patient.route('**/messages', (route) => route.abort())
  await patient.getByLabel('写给大家').fill('头还有点疼')
  await patient.getByRole('button', { name: '发送' }).tap()
  await chat.tap()
  await doctor.getByRole('button', { name: /^文字/ }).click()
  await doctor.getByLabel('写给大家').fill('量过体温吗')
  await doctor.getByRole('button', { name: '发送', exact: true }).click()
  // Both are seen, and are parts of what the button is called.
  await chat.getByText('没送到', { exact: true }).waitFor()
  await chat.getByText('1', { exact: true }).waitFor()
  await patient.getByRole('button', { name: /^文字.*没送到.*1 条新消息/ }).waitFor()
  await expectAccessible(patient)
  await screenshot(patient, 'chat-unsent')
  await patient.unrouteAll({ behavior: 'ignoreErrors' })
  await patient.evaluate(() => window.dispatchEvent(new Event('online')))
  await chat.getByText('没送到').waitFor({ state: 'detached' })
  await chat.getByText('1 条新消息').waitFor()
})

test('each message waits its turn, is told unsent with the one before that has no answer, and keeps its place', async () => {
  const { patient } = await meet(site)
  await framesRising(patient)
  await patient.getByRole('button', { name: /文字/ }).tap()
  const lost = Promise.withResolvers<void>()
  let asked = 0
  await patient.route('**/messages', async (route) => {
    asked += 1
    await lost.promise
    await route.abort()
  })
  const messages = ['头还有点疼', '昨晚没有睡好', '要不要验血']
  for (const message of messages) {
    await patient.getByLabel('写给大家').fill(message)
    await patient.getByRole('button', { name: '发送' }).tap()
  }
  const log = patient.getByRole('log')
  await expect.poll(() => log.getByText('正在发送…').count()).toBe(3)
  lost.resolve()
  await expect.poll(() => log.getByText('还没有送到').count()).toBe(3)
  expect(asked).toBe(1)
  // The way to send the last one again is in sight, without scrolling.
  const again = log.getByRole('button', { name: '再发一次' }).last()
  const isInSight = (): Promise<boolean> =>
    again.evaluate((button) => {
      const { left, top, width, height } = button.getBoundingClientRect()
      return button.contains(document.elementFromPoint(left + width / 2, top + height / 2))
    })
  await expect.poll(isInSight).toBe(true)
  await patient.unrouteAll({ behavior: 'ignoreErrors' })
  await patient.evaluate(() => window.dispatchEvent(new Event('online')))
  await expect.poll(() => log.getByText(/正在发送|还没有送到/).count()).toBe(0)
  expect(await log.getByText(new RegExp(messages.join('|'))).allTextContents()).toEqual(messages)
})

test('the last message stays before its reader when the phone is turned, and when letters and language change', async () => {
  const { patient } = await meet(site)
  await framesRising(patient)
  await patient.getByRole('button', { name: /文字/ }).tap()
  const log = patient.getByRole('log')
  for (const message of ['头还有点疼', '昨晚没有睡好', '要不要验血', '药还有三天的量']) {
    await patient.getByLabel('写给大家').fill(message)
    await patient.getByRole('button', { name: '发送' }).tap()
    await log.getByText(message).waitFor()
  }
  await expect.poll(() => log.getByText('正在发送…').count()).toBe(0)
  const endIsSeen = (): Promise<boolean> =>
    log.evaluate((element) => {
      const last = [...element.querySelectorAll('p')].at(-1)?.getBoundingClientRect()
      const { top, bottom } = element.getBoundingClientRect()
      const scrolls = element.scrollHeight > element.clientHeight
      return scrolls && last !== undefined && last.top >= top - 1 && last.bottom <= bottom + 1
    })
  await expect.poll(endIsSeen).toBe(true)
  for (const size of [{ width: 740, height: 360 }, phoneInItaly.size]) {
    await patient.setViewportSize(size)
    await expect.poll(endIsSeen).toBe(true)
  }
  await patient.getByRole('button', { name: '大字' }).tap()
  await expect.poll(endIsSeen).toBe(true)
  await screenshot(patient, 'chat-end-large-zh')
  await patient.getByRole('combobox').selectOption('it')
  await patient.getByRole('button', { name: 'Testo grande' }).waitFor()
  await expect.poll(endIsSeen).toBe(true)
  await screenshot(patient, 'chat-end-large-it')
  // Whoever reads what was said before goes on with it.
  await log.evaluate((element) => element.scrollTo(0, 0))
  await patient.setViewportSize({ width: 740, height: 360 })
  await patient.setViewportSize(phoneInItaly.size)
  await patient.getByRole('button', { name: 'Testo grande' }).tap()
  await expect.poll(endIsSeen).toBe(false)
})

test('what is typed while an addendum is being signed stays', async () => {
  const { doctor, patient } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await doctor.getByLabel('A 评估').fill('上呼吸道感染')
  await doctor.getByRole('button', { name: '签署病历' }).click()
  await doctor.getByRole('dialog').getByRole('button', { name: '签署病历' }).click()
  await doctor.getByRole('button', { name: '写补充' }).click()
  const addendum = doctor.getByLabel('补充')
  await addendum.fill('复查血常规')
  const answering = Promise.withResolvers<void>()
  await doctor.route('**/note/addenda', async (route) => {
    const response = await route.fetch()
    await answering.promise
    await route.fulfill({ response })
  })
  await doctor.getByRole('button', { name: '签署补充' }).click()
  await addendum.press('End')
  await addendum.pressSequentially('，一周后')
  answering.resolve()
  await doctor.getByText('复查血常规', { exact: true }).waitFor()
  expect(await addendum.inputValue()).toBe('复查血常规，一周后')
})
