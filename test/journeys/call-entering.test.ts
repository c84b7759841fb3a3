import type { Page, Route } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectAccessible, framesRising, screenshot } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { meet } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

declare global {
  interface Window {
    __openCamera(): void
  }
}

const control = (page: Page, name: RegExp) =>
  page.getByRole('group', { name: '通话按钮' }).getByRole('button', { name })
const shown = async (page: Page) =>
  await Promise.all(
    [/麦克风/, /摄像头/].map(async (name) => ({
      pressed: await control(page, name).getAttribute('aria-pressed'),
      words: await control(page, name).innerText(),
    })),
  )
// A press would turn it off.
const starting = (word: string) => ({ pressed: 'true', words: expect.stringMatching(`${word}\\s*打开中`) })
const on = (word: string) => ({ pressed: 'true', words: expect.stringMatching(`${word}\\s*开$`) })

test('nothing is said to be on before it is sent, and an answer that does not come is told with what to do', async () => {
  const { doctor, patient } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  const held: Route[] = []
  let letIn = false
  await patient.route('**/api/consultations/*/enter', async (route) => {
    if (letIn) await route.continue()
    else held.push(route)
  })
  await patient.addInitScript(() => {
    const get = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    const cameraOpen = new Promise<void>((resolve) => (window.__openCamera = resolve))
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      if (constraints?.video) await cameraOpen
      return await get(constraints)
    }
  })
  await patient.reload()
  await patient.getByText('正在进入…').waitFor()
  expect(await shown(patient)).toEqual([starting('麦克风'), starting('摄像头')])
  await patient.getByText('正在打开摄像头…').waitFor()
  expect(await patient.getByText('摄像头已关').count()).toBe(0)
  await screenshot(patient, 'call-entering')

  // After fifteen seconds the answer is given up, and asked for again.
  await patient.getByText(/进入比平时慢.+重新载入/).waitFor({ timeout: 60_000 })
  await expect.poll(() => held.length).toBeGreaterThan(1)
  expect(await shown(patient)).toEqual([starting('麦克风'), starting('摄像头')])
  await expectAccessible(patient)
  await screenshot(patient, 'call-entering-slow')

  // The last one may just have been given up as well: then it is the next that is answered.
  letIn = true
  await held.at(-1)?.continue()
  await framesRising(patient)
  await patient.getByText(/进入比平时慢/).waitFor({ state: 'detached' })
  await expect.poll(() => shown(patient)).toEqual([on('麦克风'), starting('摄像头')])
  await patient.getByText('正在打开摄像头…').waitFor()
  await screenshot(patient, 'call-camera-starting')

  await patient.evaluate(() => window.__openCamera())
  await expect.poll(() => shown(patient)).toEqual([on('麦克风'), on('摄像头')])
  await patient.getByText('正在打开摄像头…').waitFor({ state: 'detached' })
  await framesRising(doctor)
})
