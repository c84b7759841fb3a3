import { expect, test } from 'vitest'
import { inviteRelative, meet, openAs } from '../journeys/visit-people.ts'
import { expectAccessible, PHONE, screenshot } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'

const site = openHospital({ video: true, browser: true })

test('a guest who is turned away, and cannot ask why, is told so and can try again', async () => {
  const { doctor } = await meet(site)
  const link = await inviteRelative(doctor)
  const relative = await openAs(site, undefined, link, PHONE)
  await relative.getByRole('button', { name: '请求进入' }).click()
  await relative.getByText('请稍等').waitFor()

  await relative.route(/\/api\/guest(\/session|\?.*)?$/, (route) => route.abort())
  await doctor.getByRole('button', { name: '不让进' }).click()
  await relative.getByRole('alert').filter({ hasText: '现在连不上网络' }).waitFor()
  expect(await relative.getByText('请稍等').count()).toBe(0)
  await expectAccessible(relative)
  await screenshot(relative, 'guest-out-of-reach')
  await relative.unrouteAll()
  await relative.getByRole('button', { name: '再试一次' }).click()
  await relative.getByText('这个链接无效或已过期').waitFor()
})
