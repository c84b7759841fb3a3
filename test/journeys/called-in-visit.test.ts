import type { Page } from 'playwright-core'
import { beforeEach, expect, test } from 'vitest'
import it from '../../web/waiting-room/words/it.json' with { type: 'json' }
import { expectAccessible, framesRising, PHONE, screenshot } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctorOnShift, addPatient } from '../support/people.ts'
import { emptyWaitingRoom } from '../waiting-room/scene.ts'
import { listen, notesOf } from './heard.ts'
import { meet, type Meeting, openAs, takeTicket } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

beforeEach(() => emptyWaitingRoom(site))

/** The child of the account that is in the visit gets a place. */
async function queueChild({ patient, accounts }: Meeting): Promise<string> {
  const patientId = await addPatient(site, accounts.patient, { name: '小明' })
  return await takeTicket(patient, { ...accounts.patient, patientId })
}

/** Another doctor goes on duty, and calls whoever waits. */
async function nextDoctor(): Promise<Page> {
  const doctor = await openAs(site, await addDoctorOnShift(site, { name: '王芳' }), '/')
  await doctor.getByRole('button', { name: '上岗' }).click()
  return doctor
}

/** How many controls the call has, and which of them something lies over, however far the page has to be scrolled to them. */
async function findControls(page: Page): Promise<{ count: number; covered: string[] }> {
  return await page.evaluate(() => {
    const controls = [...document.querySelectorAll('[role=group] > button')]
    const covered = controls.flatMap((control) => {
      control.scrollIntoView({ block: 'nearest' })
      const { left, top, width, height } = control.getBoundingClientRect()
      const found = document.elementFromPoint(left + width / 2, top + height / 2)
      return control.contains(found) ? [] : [control.textContent]
    })
    return { count: controls.length, covered }
  })
}

test('the call of a second patient is heard and seen in the visit of the first, and “not now” keeps the place', async () => {
  const meeting = await meet(site)
  const { doctor, patient, consultationId } = meeting
  await listen(patient.context())
  await patient.reload()
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await patient.getByRole('button', { name: /^文字/ }).click()
  const text = patient.locator('form textarea')
  await text.fill('她今天')
  const ticketId = await queueChild(meeting)
  const next = await nextDoctor()

  const call = patient.getByRole('alert').filter({ hasText: '医生正在呼叫 小明' })
  await call.waitFor()
  await call.getByText('王芳').waitFor()
  // Whoever writes goes on writing.
  await patient.keyboard.type('又发烧了')
  expect(await text.inputValue()).toBe('她今天又发烧了')
  await expect.poll(async () => (await notesOf(patient)).length).toBeGreaterThan(0)
  await expect.poll(() => findControls(patient)).toEqual({ count: 5, covered: [] })
  await expectAccessible(patient)
  await screenshot(patient, 'called-in-visit')

  await call.getByRole('button', { name: '现在不方便' }).click()
  await next.getByText('小明现在不方便，请稍后再叫').waitFor()
  await call.waitFor({ state: 'detached' })
  const place = await site.db
    .selectFrom('waiting')
    .select('pausedAt')
    .where('ticketId', '=', ticketId)
    .executeTakeFirstOrThrow()
  expect(place.pausedAt).not.toBeNull()
  expect(new URL(patient.url()).pathname).toBe(`/visits/${consultationId}`)
  await Promise.all([framesRising(doctor), framesRising(patient)])
})

test('whoever answers the call of a second patient leaves the visit of the first', async () => {
  const meeting = await meet(site)
  const { doctor, patient, consultationId } = meeting
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await queueChild(meeting)
  const next = await nextDoctor()
  await patient.getByRole('button', { name: '离开这次会诊，去接听' }).click()
  await Promise.all([framesRising(next), framesRising(patient)])
  expect(new URL(patient.url()).pathname).not.toBe(`/visits/${consultationId}`)
  expect(await patient.getByText('医生正在呼叫').count()).toBe(0)
})

test('the call of a second patient is seen over a dialog that is open in the visit of the first', async () => {
  const meeting = await meet(site)
  const { doctor, patient } = meeting
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await patient.getByRole('button', { name: '设备' }).tap()
  await patient.getByRole('dialog').waitFor()
  await queueChild(meeting)
  await nextDoctor()
  const call = patient.getByRole('dialog', { name: '医生正在呼叫 小明' })
  await call.waitFor()
  await call.getByText('王芳').waitFor()
  await expectAccessible(patient)
  await screenshot(patient, 'called-over-dialog')
  await call.getByRole('button', { name: '现在不方便' }).tap()
  await call.waitFor({ state: 'detached' })
  await framesRising(doctor)
})

test('the call of a second patient comes above a dialog that is opened after it, and gives the focus back to that', async () => {
  const meeting = await meet(site)
  const { doctor, patient } = meeting
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await queueChild(meeting)
  await nextDoctor()
  await patient.getByRole('alert').filter({ hasText: '医生正在呼叫 小明' }).waitFor()
  await patient.getByRole('button', { name: '设备' }).press('Enter')
  const call = patient.getByRole('dialog', { name: '医生正在呼叫 小明' })
  await call.waitFor()
  await call.getByText('王芳').waitFor()
  await call.getByRole('button', { name: '现在不方便' }).tap()
  await call.waitFor({ state: 'detached' })
  const devices = patient.getByRole('dialog', { name: '设备' })
  await expect.poll(() => devices.evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true)
  await framesRising(doctor)
})

test('the call of a second patient leaves the controls in reach in the largest text, however the phone lies', async () => {
  const meeting = await meet(site)
  const { doctor, patient } = meeting
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await patient.getByRole('button', { name: '大字' }).click()
  await patient.getByRole('combobox').selectOption('it')
  await queueChild(meeting)
  await nextDoctor()
  const notNow = patient.getByRole('button', { name: it['call.notNow'] })
  await notNow.waitFor()
  for (const [posture, size] of [
    ['upright', PHONE.size],
    ['side', { width: PHONE.size.height, height: PHONE.size.width }],
  ] as const) {
    await patient.setViewportSize(size)
    await expect.poll(() => findControls(patient)).toEqual({ count: 5, covered: [] })
    const box = await notNow.boundingBox()
    expect(box?.y).toBeGreaterThanOrEqual(0)
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(size.height)
    // Who calls, and how long there is to answer, is seen to its last line.
    for (const said of [/ chiama 小明/, /^Risponda entro/]) {
      const isWhole = (): Promise<boolean> =>
        patient.getByText(said).evaluate((words) => {
          const { left, bottom } = words.getBoundingClientRect()
          return words.contains(document.elementFromPoint(left + 4, bottom - 4))
        })
      await expect.poll(isWhole).toBe(true)
    }
    await screenshot(patient, `called-in-visit-it-${posture}`)
  }
})
