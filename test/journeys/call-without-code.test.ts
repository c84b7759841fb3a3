import { beforeEach, expect, test } from 'vitest'
import zh from '../../web/waiting-room/home/words/zh-CN.json' with { type: 'json' }
import { expectAccessible, framesRising, newPerson, screenshot } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctorOnShift, addHousehold } from '../support/people.ts'
import { emptyWaitingRoom } from '../waiting-room/scene.ts'
import { listen, notesOf } from './heard.ts'
import { openAs, openPage, phoneInItaly, signIn, takeTicket } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

beforeEach(() => emptyWaitingRoom(site))

test('a call whose own code has not come rings all the same, and is answered', async () => {
  const [account, patient] = [await addDoctorOnShift(site), await addHousehold(site)]
  const context = await newPerson(site.browser, phoneInItaly)
  await listen(context)
  await signIn(site, context, patient)
  // Neither refused nor answered, as on a link that has died.
  await context.route('**/assets/called*', () => undefined)
  const phone = await openPage(site, context, '/records')
  await phone.getByRole('heading', { level: 1 }).click()
  await takeTicket(phone, patient)
  const doctor = await openAs(site, account, '/')
  await doctor.getByRole('button', { name: '上岗' }).click()

  const title = zh['home.called'].replace('{{name}}', '林秀英')
  const ring = phone.getByRole('alert').filter({ hasText: title })
  await ring.waitFor()
  await expect.poll(() => phone.title()).toContain(title)
  await expect.poll(async () => (await notesOf(phone)).length).toBeGreaterThan(0)
  await expectAccessible(phone)
  await screenshot(phone, 'call-without-code')
  await ring.getByRole('button', { name: zh['home.answer'] }).click()
  await Promise.all([framesRising(doctor), framesRising(phone)])
})
