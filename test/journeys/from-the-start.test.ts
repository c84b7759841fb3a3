import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { framesRising, launchBrowser, newPerson, PHONE } from '../support/browser.ts'
import {
  advice,
  answerCall,
  endVisit,
  goOnDuty,
  signInDemoPeople,
  tellAndWait,
  writeAndSign,
} from '../support/demo-visit.ts'
import { createDataFolder, killLeftovers, startQiaoyi } from '../support/qiaoyi.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})
afterEach(killLeftovers)
afterAll(() => browser?.close())

test('on a bare machine: start, wait as a compatriot, talk as a doctor, sign, read, and see it all on the board', async () => {
  await using folder = await createDataFolder()
  const qiaoyi = startQiaoyi({ DATA_FOLDER: folder.path })
  await qiaoyi.ready()
  await expect.poll(() => qiaoyi.output).toContain('sign in as coordinator')
  // One browser holds all three, since they go by three names of this machine.
  const person = await newPerson(browser, { ...PHONE, locale: 'zh-CN', timeZone: 'Europe/Rome' })
  const desk = await newPerson(browser, { locale: 'zh-CN' })
  const { compatriot, doctor, coordinator } = await signInDemoPeople(qiaoyi.output, {
    compatriot: person,
    doctor: desk,
    coordinator: desk,
  })

  await tellAndWait(compatriot)
  await coordinator.getByText('陈美玲').first().waitFor()
  await goOnDuty(doctor)
  await answerCall(compatriot)
  await Promise.all([framesRising(compatriot), framesRising(doctor)])

  await writeAndSign(doctor)
  await endVisit(doctor)
  await compatriot.getByText(advice).waitFor()
  await coordinator.reload()
  await coordinator.getByText('陈美玲').first().waitFor()

  qiaoyi.process.kill('SIGINT')
  expect(await qiaoyi.ended()).toBe(0)
  await Promise.all([person.close(), desk.close()])
})
