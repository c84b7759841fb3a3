import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { framesRising, screenshot } from '../support/browser.ts'
import { complaints } from '../support/complaints.ts'
import { endVisit } from '../support/demo-visit.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctorOnShift, addHousehold } from '../support/people.ts'
import { meet, openAs, phoneInItaly, takeTicket } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

/** The doctor has ended a visit and signed its note, and is free again. */
async function afterAVisit(): Promise<{ doctor: Page }> {
  const { doctor, patient } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await doctor.getByLabel('A 评估').fill('上呼吸道感染')
  await endVisit(doctor)
  await doctor.getByRole('button', { name: '签署并请下一位' }).click()
  await doctor.getByRole('dialog').getByRole('button', { name: '签署并请下一位' }).click()
  await doctor.getByText('等待下一位就诊人').waitFor()
  return { doctor }
}

async function comeToWait(name: string): Promise<Page> {
  const patient = await addHousehold(site, { name })
  const page = await openAs(site, patient, '/', phoneInItaly)
  await takeTicket(page, patient)
  return page
}

test('a call does not take the addendum that is being written, and waits for a press', async () => {
  const { doctor } = await afterAVisit()
  await doctor.getByRole('button', { name: '写补充' }).click()
  const addendum = doctor.getByLabel('补充')
  await addendum.pressSequentially('复查血常规，')
  const phone = await comeToWait('王大明')
  await phone.getByRole('dialog').waitFor()
  await doctor.getByText('王大明来了').waitFor()
  await addendum.pressSequentially('一周后')
  expect(await addendum.inputValue()).toBe('复查血常规，一周后')
  await screenshot(doctor, 'typing-held')

  await doctor.getByRole('link', { name: '去会诊' }).click()
  await doctor.getByText('正在呼叫王大明').waitFor()
  expect(await addendum.count()).toBe(0)
  await phone.getByRole('button', { name: /接听/ }).click()
  await framesRising(doctor)

  // It is offered again, after a reload too, and is gone once it is signed.
  await endVisit(doctor)
  await doctor.getByText('先写完病历，再请下一位').waitFor()
  await doctor.getByLabel('A 评估').fill('普通感冒')
  const past = new URL(doctor.url()).origin
  const visits = (await (await doctor.request.get(`${past}/api/consultations`)).json()) as {
    id: string
    patientName: string
  }[]
  const first = visits.find(({ patientName }) => patientName === '林秀英')
  await doctor.goto(`${past}/patients/${first?.id ?? ''}`)
  expect(await addendum.inputValue()).toBe('复查血常规，一周后')
  await doctor.getByRole('button', { name: '签署补充' }).click()
  await doctor.getByRole('button', { name: '写补充' }).waitFor()
  await doctor.getByRole('button', { name: '写补充' }).click()
  expect(await addendum.inputValue()).toBe('')
})

test('letters typed on when a visit has come are no commands, and E only asks', async () => {
  const { doctor } = await afterAVisit()
  const coming = comeToWait('赵小兰')
  // As fast as somebody types, from before the visit has come until after: letters sleep only as long as one goes on.
  const calling = doctor.getByText('正在呼叫赵小兰')
  while (!(await calling.isVisible())) await doctor.keyboard.type('mce', { delay: 50 })
  await doctor.keyboard.type('mce', { delay: 50 })
  const phone = await coming
  await phone.getByRole('dialog').waitFor()
  expect(await doctor.getByRole('dialog').count()).toBe(0)
  await doctor.getByRole('button', { name: /麦克风\s*开$/ }).waitFor()

  await phone.getByRole('button', { name: /接听/ }).click()
  await Promise.all([framesRising(doctor), framesRising(phone)])
  await doctor.waitForTimeout(2_500)
  await doctor.keyboard.press('m')
  await doctor.getByRole('button', { name: /麦克风\s*关$/ }).waitFor()
  await doctor.keyboard.press('e')
  await doctor.getByRole('dialog').waitFor()
  for (const key of ['e', 'Enter', ' ', 'e', 'Enter']) await doctor.keyboard.press(key)
  await doctor.keyboard.press('Escape')
  await framesRising(phone)
})

/** From the next entry on the video is where this page may not connect, which it is told when the test is ready. */
async function moveTheVideo(page: Page, ready: Promise<void> = Promise.resolve()): Promise<void> {
  await page.route('**/api/consultations/*/enter', async (route) => {
    const response = await route.fetch()
    const entry = (await response.json()) as object
    await ready
    await route.fulfill({ response, json: { ...entry, url: 'ws://127.0.0.2:9' } })
  })
}

/** That the policy kept the page from the other place is what the test has made. */
function forgetBarred(): void {
  const others = complaints.filter((said) => !said.includes('127.0.0.2'))
  complaints.splice(0, complaints.length, ...others)
}

/** How often the page has been loaded since. */
function countLoads(page: Page): () => number {
  let loads = 0
  page.on('load', () => (loads += 1))
  return () => loads
}

test('a page that loads itself anew after its video has moved keeps what is written in the conversation', async () => {
  const { patient } = await meet(site)
  await framesRising(patient)
  const text = patient.getByLabel('写给大家')
  const chat = patient.getByRole('button', { name: /文字/ })
  await chat.tap()
  await text.fill('头还有点疼，')
  await chat.tap()
  await chat.tap()
  expect(await text.inputValue()).toBe('头还有点疼，')
  await patient.getByRole('button', { name: '离开' }).first().tap()
  await moveTheVideo(patient)
  const loads = countLoads(patient)
  await patient.getByRole('button', { name: '回到会诊' }).tap()
  await expect.poll(loads).toBe(1)
  await patient.unrouteAll({ behavior: 'ignoreErrors' })
  await chat.tap()
  expect(await text.inputValue()).toBe('头还有点疼，')
  forgetBarred()
})

test('an open dialog holds up the reload of a page whose video has moved', async () => {
  const { doctor, patient } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await doctor.getByRole('button', { name: '离开' }).click()
  const { promise: dialogOpen, resolve: tellOfTheMove } = Promise.withResolvers<void>()
  await moveTheVideo(doctor, dialogOpen)
  await doctor.getByRole('button', { name: '回到会诊' }).click()
  await doctor.getByRole('button', { name: '参加的人' }).click()
  const dialog = doctor.getByRole('dialog')
  await dialog.getByLabel('名字').fill('林建国')
  await doctor.getByRole('heading', { name: '参加的人' }).click()
  const loads = countLoads(doctor)
  tellOfTheMove()
  await doctor.getByText('视频服务换了地方').waitFor()
  await doctor.waitForTimeout(3_000)
  expect(loads()).toBe(0)
  await doctor.keyboard.press('Escape')
  await expect.poll(loads).toBe(1)
  await doctor.unrouteAll({ behavior: 'ignoreErrors' })
  forgetBarred()
})

test('going on duty and signing an addendum lead the focus on', async () => {
  const account = await addDoctorOnShift(site)
  const page = await openAs(site, account, '/')
  await page.getByRole('button', { name: '上岗' }).focus()
  await page.keyboard.press('Enter')
  const pause = page.getByRole('button', { name: '暂停' })
  await pause.waitFor()
  const duty = page.getByRole('group').filter({ has: pause })
  await expect.poll(() => duty.evaluate((element) => element === document.activeElement)).toBe(true)

  const { doctor } = await afterAVisit()
  await doctor.getByRole('button', { name: '写补充' }).click()
  await doctor.getByLabel('补充').fill('复查血常规。')
  await doctor.getByRole('button', { name: '签署补充' }).focus()
  await doctor.keyboard.press('Enter')
  await doctor.getByRole('button', { name: '写补充' }).waitFor()
  const addendum = doctor.getByText('复查血常规。').locator('..')
  await expect.poll(() => addendum.evaluate((element) => element === document.activeElement)).toBe(true)
})

test('a preview from a process of the version before, without the patient’s clock, is shown in the expert’s', async () => {
  const { doctor, patient } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await doctor.route('**/note/preview', async (route) => {
    const response = await route.fetch()
    const preview = (await response.json()) as { advice: object }
    await route.fulfill({ response, json: { ...preview, advice: { ...preview.advice, patientTimeZone: undefined } } })
  })
  await doctor.getByLabel('A 评估').fill('上呼吸道感染')
  await doctor.getByRole('button', { name: '签署病历' }).click()
  await doctor.getByRole('dialog').getByText(/北京/).first().waitFor()
})
