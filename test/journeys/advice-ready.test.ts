import { expect, test } from 'vitest'
import consultations from '../../web/consultations/words/zh-CN.json' with { type: 'json' }
import notes from '../../web/notes/words/zh-CN.json' with { type: 'json' }
import shell from '../../web/shell/words/zh-CN.json' with { type: 'json' }
import { expectAccessible, framesRising, isFocused, PHONE, screenshot } from '../support/browser.ts'
import { advice, writeAndSign } from '../support/demo-visit.ts'
import { openHospital } from '../support/hospital.ts'
import { inviteRelative, meet, openAs } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

test('a patient in the call is told that the advice is signed, and reads it while the call goes on; a relative is not', async () => {
  const { doctor, patient, consultationId } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  const link = await inviteRelative(doctor)
  const relative = await openAs(site, undefined, link, PHONE)
  await relative.getByLabel('您的名字').fill('外婆')
  await relative.getByRole('button', { name: '请求进入' }).click()
  await doctor.getByRole('button', { name: '请进' }).click()
  await framesRising(relative)

  await writeAndSign(doctor)
  const told = patient.getByRole('status').filter({ hasText: '医生已签好医嘱' })
  await told.waitFor()
  expect(patient.url()).toContain(`/visits/${consultationId}`)
  await framesRising(patient)
  expect(await patient.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
  await expectAccessible(patient)
  await screenshot(patient, 'visit-advice-ready')

  const dialog = patient.getByRole('dialog')
  await told.getByRole('button', { name: '看医嘱' }).click()
  await dialog.getByRole('article').getByText(advice).waitFor()
  await expectAccessible(patient)
  await screenshot(patient, 'visit-advice-read')
  await framesRising(doctor)
  await framesRising(patient)
  await dialog.getByRole('button', { name: '关闭' }).click()
  await told.waitFor({ state: 'detached' })
  await framesRising(patient)

  await relative.getByRole('group').getByRole('button').first().waitFor()
  expect(await relative.getByText('医生已签好医嘱').count()).toBe(0)
  // Loaded again, the page says so still, also out of the call.
  await patient.reload()
  await framesRising(patient)
  await patient.getByRole('group').getByRole('button', { name: '离开' }).click()
  await told.getByRole('button', { name: '稍后再看' }).click()
  await told.waitFor({ state: 'detached' })
  await patient.getByRole('button', { name: '回到会诊' }).waitFor()
})

test('where the advice can’t be read in the call the patient is told why and what a reload does, and no page is loaded anew by itself', async () => {
  const { doctor, patient } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await writeAndSign(doctor)
  const told = patient.getByRole('status').filter({ hasText: '医生已签好医嘱' })
  const dialog = patient.getByRole('dialog')
  const read = (): Promise<void> => told.getByRole('button', { name: '看医嘱' }).click()
  const close = (): Promise<void> => dialog.getByRole('button', { name: '关闭' }).click()
  const reload = async (): Promise<void> => {
    const again = dialog.getByRole('button', { name: shell.reload })
    await Promise.all([patient.waitForEvent('load'), again.click()])
    await framesRising(patient)
  }
  await told.waitFor()
  await patient.evaluate(() => void (document.documentElement.dataset['since'] = 'the visit'))

  const sheet = '**/assets/advice-sheet*'
  const entrance = `${site.url}/`
  await patient.route(sheet, (route) => route.abort())
  await patient.route(entrance, (route) => route.abort())
  await read()
  await dialog.getByText(consultations['ready.offline']).waitFor()

  // A new version is put up meanwhile.
  await patient.unroute(entrance)
  const newer = '<script type="module" src="/assets/start-newer.js"></script><div id="root"></div>'
  await patient.route(entrance, (route) => route.fulfill({ contentType: 'text/html', body: newer }))
  await dialog.getByRole('button', { name: shell.retry }).click()
  await dialog.getByText(consultations['ready.outdated']).waitFor()
  expect(await dialog.getByText(consultations['ready.text']).count()).toBe(0)
  await dialog.getByText(consultations['ready.reload']).waitFor()
  expect(await dialog.getByText(consultations['ready.offline']).count()).toBe(0)
  expect(await isFocused(dialog.getByRole('heading', { level: 1 }))).toBe(true)
  await expectAccessible(patient)
  await screenshot(patient, 'visit-advice-outdated')
  await close()

  await patient.unroute(entrance)
  await read()
  await dialog.getByText(consultations['ready.failed']).waitFor()
  await framesRising(patient)
  expect(await patient.evaluate(() => document.documentElement.dataset['since'])).toBe('the visit')

  // What comes is at fault itself.
  await patient.unroute(sheet)
  const broken = 'export const AdviceSheet = () => { throw new Error("no sheet") }'
  const headers = { 'content-type': 'text/javascript', 'cache-control': 'no-store' }
  await patient.route(`${sheet}.js`, (route) => route.fulfill({ headers, body: broken }))
  await reload()
  await read()
  await dialog.getByText(consultations['ready.failed']).waitFor()

  await patient.unroute(`${sheet}.js`)
  await reload()
  await read()
  await dialog.getByRole('article').getByText(advice).waitFor()
})

test('nobody signs a page that has not come yet', async () => {
  const { doctor } = await meet(site)
  await doctor.getByLabel('A 评估').fill('上呼吸道感染')
  await doctor.getByLabel('给就诊人的医嘱').fill(advice)
  const released = Promise.withResolvers<void>()
  // On a poor link what the sheet is made of comes late.
  await doctor.route('**/assets/*.js', async (route) => {
    await released.promise
    await route.continue()
  })
  await doctor.getByRole('button', { name: '签署病历' }).click()
  const dialog = doctor.getByRole('dialog')
  const sign = dialog.getByRole('button', { name: /^签署/ })
  await dialog.getByText(notes['sign.loading']).waitFor()
  await expect.poll(() => doctor.evaluate(() => document.querySelectorAll('dialog article').length)).toBe(0)
  await doctor.waitForTimeout(3_000)
  expect(await sign.isDisabled()).toBe(true)
  released.resolve()
  await dialog.getByRole('article').getByText(advice).waitFor()
  // The number of where the patient is, not of where the doctor is.
  await dialog.getByText('请打急救电话 112。').waitFor()
  await expect.poll(() => sign.isEnabled()).toBe(true)
  await sign.click()
  await doctor.getByText('已签署', { exact: true }).waitFor()
})
