import type { Page } from 'playwright-core'
import { beforeEach, expect, test } from 'vitest'
import { expectAccessible, framesRising, framesStanding, PHONE, screenshot } from '../support/browser.ts'
import it from '../../web/consultations/words/it.json' with { type: 'json' }
import zh from '../../web/consultations/words/zh-CN.json' with { type: 'json' }
import notes from '../../web/notes/words/zh-CN.json' with { type: 'json' }
import waiting from '../../web/waiting-room/words/zh-CN.json' with { type: 'json' }
import { openHospital } from '../support/hospital.ts'
import { addCoordinator, addDoctorOnShift } from '../support/people.ts'
import { emptyWaitingRoom } from '../waiting-room/scene.ts'
import { closeBrowserOf, meet, openAs } from './visit-people.ts'

/** Seconds; the rules are those of production. */
const patience = { tellAfter: 6, giveBackAfter: 40 }

const site = openHospital({ video: true, browser: { cameras: 2 }, patience })

beforeEach(() => emptyWaitingRoom(site))

test('a doctor whose browser is gone: the patient is told, every open page rings, and the next doctor sees the patient', async () => {
  const { doctor, patient, accounts } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await doctor.getByLabel('A 评估').fill('疑似肺炎')
  await doctor.getByText(/已保存 \d\d:\d\d/).waitFor()
  const coordinator = await openAs(site, await addCoordinator(site), '/')

  await closeBrowserOf(doctor)

  await patient.getByText(/从\d\d:\d\d（罗马）起，医生不在诊室里/).waitFor()
  await patient.getByText('医生的网络断了').waitFor()
  await patient.getByText(/如果到\d\d:\d\d（罗马）还没有回来，就请下一位医生接诊/).waitFor()
  await coordinator.getByText(/医生从\d\d:\d\d 北京起不在/).waitFor()
  await framesStanding(patient)
  await expectAccessible(patient)
  await Promise.all([screenshot(patient, 'absent-told'), screenshot(coordinator, 'absent-board')])

  // Another page of the doctor, not the console: it rings, and the patient knows.
  const shifts = await openAs(site, accounts.doctor, '/shifts')
  await shifts.getByText('林秀英一个人在诊室里等您').waitFor()
  await patient.getByText('正在响铃提醒医生回来').waitFor()
  await screenshot(shifts, 'absent-rings')

  const nextDoctor = await addDoctorOnShift(site, { name: '王芳' })
  const next = await openAs(site, nextDoctor, '/')
  await next.getByRole('button', { name: '上岗' }).click()
  await patient.waitForURL(/\/waiting\//, { timeout: 90_000 })
  const call = patient.getByRole('dialog')
  await call.getByText('王芳').waitFor()
  await call.getByText('上一位医生中途断线').waitFor()
  await next.getByText('上一位医生中途断线').first().waitFor()
  await Promise.all([screenshot(patient, 'absent-next-call'), screenshot(next, 'absent-next-doctor')])
  await call.getByRole('button', { name: '接听' }).click()
  await Promise.all([framesRising(next), framesRising(patient)])

  // Whoever comes back reads why they are paused, and finds what was written.
  await shifts.goto(`${site.url}/`)
  await shifts.getByText(zh['between.awayUnsignedTitle']).waitFor()
  await shifts.getByText(zh['between.awayUnsignedText']).waitFor()
  await expect.poll(() => shifts.getByLabel('A 评估').inputValue()).toBe('疑似肺炎')
  // The way that is named is there.
  await shifts.getByRole('button', { name: '签署并请下一位' }).waitFor()
  await expectAccessible(shifts)
  await screenshot(shifts, 'absent-back')
}, 300_000)

/** The words in the middle of the stage, and what lies over them: oneself, and the controls for devices. */
async function overTheWords(page: Page, words: string): Promise<string[]> {
  return await page.getByText(words).evaluate((text) => {
    const range = document.createRange()
    range.selectNodeContents(text)
    const lines = [...range.getClientRects()]
    const stage = text.parentElement?.parentElement ?? text
    return [...stage.querySelectorAll('button')]
      .filter((button) => {
        const { left, right, top, bottom } = button.getBoundingClientRect()
        return lines.some((line) => line.left < right && line.right > left && line.top < bottom && line.bottom > top)
      })
      .map((button) => button.getAttribute('aria-label') ?? button.textContent)
  })
}

test('on a small phone nothing lies over what the patient is told meanwhile, in large text and in Italian too', async () => {
  const { doctor, patient } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await patient.getByRole('button', { name: '翻转' }).waitFor()
  await closeBrowserOf(doctor)
  for (const [language, told] of [
    ['zh-CN', zh['absence.write']],
    ['it', it['absence.write']],
  ] as const) {
    await patient.locator('select').first().selectOption(language)
    await patient.getByText(told).waitFor()
    for (const text of ['normal', 'larger']) {
      await patient.evaluate((size) => void (document.documentElement.dataset['text'] = size), text)
      await screenshot(patient, `absent-stage-${language}-${text}`)
      await expect.poll(() => overTheWords(patient, told)).toEqual([])
    }
  }
})

test('a doctor who comes back in time goes on as if nothing was', async () => {
  const { doctor, patient, consultationId } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  const { url } = site
  const context = doctor.context()
  await doctor.close()
  await patient.getByText(/医生不在诊室里/).waitFor()

  const back = await context.newPage()
  await back.goto(url)

  await Promise.all([framesRising(back), framesRising(patient)])
  await patient.getByText(/医生不在诊室里/).waitFor({ state: 'detached' })
  const { status } = await site.db
    .selectFrom('consultation')
    .select('status')
    .where('id', '=', consultationId)
    .executeTakeFirstOrThrow()
  expect(status).toBe('inProgress')
})

test('a patient left alone may have the next doctor at once', async () => {
  const { doctor, patient } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await closeBrowserOf(doctor)
  await patient.getByRole('button', { name: '现在就换下一位医生' }).click()
  await patient.waitForURL(/\/waiting\//)
  await patient.getByText('上一位医生断线没有回来，所以您排在最前面').waitFor()
  await patient.getByText('您排在第一位').waitFor()
  await screenshot(patient, 'absent-first-place')
})

test('a patient may leave a visit at any time, for good, and queue again', async () => {
  const { doctor, patient } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await patient.getByRole('button', { name: '离开' }).click()
  await screenshot(patient, 'absent-left')
  await patient.getByRole('button', { name: '不看了，离开' }).click()
  // So soon after the answer no advice is promised.
  await patient.getByText(zh['leave.atOnceText']).waitFor()
  await expectAccessible(patient)
  await screenshot(patient, 'absent-leave-asks')
  await patient.getByRole('dialog').getByRole('button', { name: '离开' }).click()
  // Left at once, no advice comes of it.
  await patient.waitForURL(/\/waiting\//)
  await patient.getByText(waiting['waiting.leftAtOnce']).waitFor()
  await expectAccessible(patient)
  await screenshot(patient, 'absent-left-at-once')
  // Nor is there anything to write: the doctor is free, and is asked for no signature.
  await doctor.getByRole('heading', { name: '等待下一位就诊人' }).waitFor()
  expect(await doctor.getByRole('heading', { name: '待签病历' }).count()).toBe(0)
  await doctor.getByText('林秀英接听后马上离开了').waitFor()
  await doctor.getByText(notes['sign.nothing']).waitFor()
  expect(await doctor.getByRole('button', { name: notes['sign.sign'] }).count()).toBe(0)
  await expectAccessible(doctor)
  await screenshot(doctor, 'absent-left-at-once-doctor')
  await patient.getByRole('button', { name: waiting['waiting.again'] }).click()
  await patient.waitForURL(/\/tell\?/)
  await expect.poll(() => patient.getByLabel(waiting['telling.complaintLabel']).inputValue()).toBe('发烧两天，咳嗽')
})

test('a doctor whose patient leaves the visit reads that, and has the note to finish', async () => {
  const { doctor, patient, consultationId } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  // Not at once any more.
  const startedAt = site.clock.now().subtract({ minutes: 3 })
  await site.db.updateTable('consultation').set({ startedAt }).where('id', '=', consultationId).execute()
  await patient.evaluate(async (id) => {
    const headers = { 'content-type': 'application/json' }
    await fetch(`/api/consultations/${id}/leave`, { method: 'POST', headers, body: '{"waitAgain":false}' })
  }, consultationId)
  await doctor.getByText('林秀英离开了会诊').waitFor()
  await doctor.getByRole('heading', { name: '先写完病历，再请下一位' }).waitFor()
  await doctor.getByRole('button', { name: notes['sign.signAndNext'] }).waitFor()
  await expectAccessible(doctor)
  await screenshot(doctor, 'visit-left-doctor')
})

test('a patient who is gone is told to the doctor, with since when', async () => {
  const { doctor, patient, accounts } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await closeBrowserOf(patient)
  await doctor.getByText(/从\d\d:\d\d（北京）起，林秀英不在诊室里/).waitFor()
  await screenshot(doctor, 'absent-patient')
  const back = await openAs(site, accounts.patient, '/', PHONE)
  await back.getByText('回到会诊').click()
  await Promise.all([framesRising(doctor), framesRising(back)])
  await doctor.getByText(/林秀英不在诊室里/).waitFor({ state: 'detached' })
})

test('a patient whose visit did not come about is back at their place, where the next call is seen', async () => {
  const { doctor, patient } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await doctor.getByRole('button', { name: '结束会诊' }).click()
  await doctor.getByRole('dialog').getByText(/技术/).click()
  await doctor.getByRole('dialog').getByRole('button', { name: '结束会诊' }).click()
  await patient.waitForURL(/\/waiting\//)
  await patient.getByText('您排在第一位').waitFor()
  await patient.getByText(waiting['waiting.ended.visit.doctor']).waitFor()
  await patient.getByText(waiting['waiting.endedKept']).waitFor()
  await expectAccessible(patient)
})
