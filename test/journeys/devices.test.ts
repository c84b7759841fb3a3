import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { expectAccessible, framesRising, newPerson, PHONE, screenshot } from '../support/browser.ts'
import { closePages, openHospital } from '../support/hospital.ts'
import { meet, openPage, signIn } from './visit-people.ts'

// Of the fake ones only the first and the fourth give a picture that can be sent.
const site = openHospital({ video: true, browser: { cameras: 4, keepsPages: true } })

declare global {
  interface Window {
    /** What this page has been given by camera and microphone, the latest last. */
    __tracks: MediaStreamTrack[]
  }
}

const control = (page: Page, name: RegExp) =>
  page.getByRole('group', { name: '通话按钮' }).getByRole('button', { name })
/** Wanted, and sent. */
const isOn = async (page: Page, name: RegExp) => {
  const button = control(page, name)
  const starting = (await button.innerText()).includes('打开中')
  return starting ? 'starting' : await button.getAttribute('aria-pressed')
}

/** Both in the call; the doctor's page has been opened anew so that its devices are in the test's hands. */
async function inCall(): Promise<{ doctor: Page; patient: Page }> {
  const { patient, accounts } = await meet(site)
  const context = await newPerson(site.browser)
  await context.addInitScript(() => {
    window.__tracks = []
    // Absent where the page is no secure one.
    const devices = navigator.mediaDevices as MediaDevices | undefined
    const get = devices?.getUserMedia.bind(devices)
    if (devices === undefined || get === undefined) return
    devices.getUserMedia = async (constraints) => {
      const stream = await get(constraints)
      window.__tracks.push(...stream.getTracks())
      return stream
    }
  })
  await signIn(site, context, accounts.doctor)
  const doctor = await openPage(site, context, '/')
  await Promise.all([framesRising(doctor), framesRising(patient)])
  // A picture that comes says nothing of the voice, which is sent by itself.
  for (const name of [/麦克风/, /摄像头/]) await expect.poll(() => isOn(doctor, name)).toBe('true')
  return { doctor, patient }
}

/** The one that lives, of a kind. */
const live = (page: Page, kind: 'audio' | 'video') =>
  page.evaluate((wanted) => {
    const track = window.__tracks.findLast((one) => one.kind === wanted && one.readyState === 'live')
    return track?.getSettings().deviceId
  }, kind)

describe('the doctor’s devices, in one call', () => {
  let call: ReturnType<typeof inCall> | undefined
  const theCall = () => (call ??= inCall())
  afterAll(() => closePages(site))

  test.each([
    { kind: 'audio', name: /麦克风/, words: '麦克风停了：别人听不到您。' },
    { kind: 'video', name: /摄像头/, words: '摄像头停了：别人看不到您。' },
  ] as const)('a dead track ($kind) shows as off, and one press brings it back', async ({ kind, name, words }) => {
    const { doctor, patient } = await theCall()
    await doctor.evaluate((dead) => {
      for (const track of window.__tracks) if (track.kind === dead) track.stop()
    }, kind)
    await expect.poll(() => isOn(doctor, name)).toBe('false')
    await doctor.getByText(words).waitFor()
    await patient
      .getByText(kind === 'audio' ? '对方麦克风已关' : '对方没有开摄像头')
      .first()
      .waitFor()
    await expectAccessible(doctor)
    await screenshot(doctor, `devices-dead-${kind}`)
    await control(doctor, name).click()
    await expect.poll(() => isOn(doctor, name)).toBe('true')
    await doctor.getByText(words).waitFor({ state: 'detached' })
    await framesRising(patient)
  })

  test('a microphone that the system keeps quiet says so, and is back when it is', async () => {
    const { doctor } = await theCall()
    const hush = (muted: boolean) =>
      doctor.evaluate((value) => {
        const track = window.__tracks.findLast(({ kind }) => kind === 'audio')
        if (track !== undefined) Object.defineProperty(track, 'muted', { value, configurable: true })
      }, muted)
    await hush(true)
    await doctor.getByText(/系统让麦克风静音了/).waitFor()
    expect(await isOn(doctor, /麦克风/)).toBe('false')
    await hush(false)
    await expect.poll(() => isOn(doctor, /麦克风/)).toBe('true')
  })

  test('devices are chosen in the call, and one that vanishes is replaced with words', async () => {
    const { doctor, patient } = await theCall()
    const before = { audio: await live(doctor, 'audio'), video: await live(doctor, 'video') }
    await doctor.getByRole('button', { name: '设备', exact: true }).click()
    const dialog = doctor.getByRole('dialog')
    await dialog.getByRole('radio').first().waitFor()
    await expectAccessible(doctor)
    await screenshot(doctor, 'devices-choose')
    const other = async (label: string, not: string | undefined): Promise<string> => {
      const choice = dialog.getByRole('group', { name: label })
      await choice.getByRole('radio').first().waitFor()
      const ids = await choice
        .getByRole('radio')
        .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))
      const id = ids.findLast((one) => one !== not && one !== 'default') ?? ''
      const wanted = choice.locator(`input[value="${id}"]`)
      await wanted.click()
      // Chosen once the call uses it.
      await expect.poll(() => wanted.isChecked()).toBe(true)
      // Each has its name, never its id.
      const names = await choice.innerText()
      expect(ids.filter((one) => one.length > 10 && names.includes(one))).toEqual([])
      return id
    }
    const camera = await other('用哪个摄像头', before.video)
    await expect.poll(() => live(doctor, 'video')).toBe(camera)
    const microphone = await other('用哪个麦克风', before.audio)
    await expect.poll(() => live(doctor, 'audio')).toBe(microphone)
    await other('用哪个扬声器', undefined)
    await dialog.getByRole('button', { name: '关闭' }).click()
    await framesRising(patient)

    // Turned round, it is the other camera again.
    await doctor.getByRole('button', { name: '翻转' }).click()
    await expect.poll(() => live(doctor, 'video')).toBe(before.video)
    await framesRising(patient)

    // Its cable is pulled out.
    await doctor.evaluate((gone) => {
      const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices)
      navigator.mediaDevices.enumerateDevices = async () => (await list()).filter(({ deviceId }) => deviceId !== gone)
      const get = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
      navigator.mediaDevices.getUserMedia = (constraints) => get(constraints?.audio ? { audio: true } : constraints)
      const track = window.__tracks.findLast(({ kind, readyState }) => kind === 'audio' && readyState === 'live')
      track?.stop()
      track?.dispatchEvent(new Event('ended'))
      navigator.mediaDevices.dispatchEvent(new Event('devicechange'))
    }, microphone)
    await doctor.getByText(/所选的麦克风不见了。 现在用“.+”。/).waitFor()
    await expect.poll(() => isOn(doctor, /麦克风/)).toBe('true')
  })
})

test('on a phone the camera is turned during the call', async () => {
  const { patient } = await meet(site, { patient: PHONE })
  await framesRising(patient)
  const shown = () =>
    patient.evaluate(() =>
      [...document.querySelectorAll('video')]
        .flatMap((video) => (video.srcObject as MediaStream | null)?.getVideoTracks() ?? [])
        .map((track) => track.getSettings().deviceId),
    )
  // It can be turned once it is sent.
  await patient.getByRole('button', { name: '翻转' }).waitFor()
  await expectAccessible(patient)
  await screenshot(patient, 'devices-phone')
  const before = await shown()
  await patient.getByRole('button', { name: '翻转' }).tap()
  await expect.poll(shown).not.toEqual(before)
  await framesRising(patient)
})
