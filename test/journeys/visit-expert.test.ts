import { test } from 'vitest'
import { expectAccessible, framesRising } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctorOnShift } from '../support/people.ts'
import { inviteExpert, meet, openAs } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

test('an expert of the panel is invited, asks, is let in, and sees both', async () => {
  const colleague = await addDoctorOnShift(site, { name: '王芳', specialties: ['dermatology'] })
  const { doctor, patient } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])

  await inviteExpert(doctor, colleague)

  const expert = await openAs(site, colleague, '/')
  await expert.getByRole('button', { name: '请求进入' }).click()
  // A single key lets in whoever asks; typed into a field it is a letter.
  await doctor.getByText(/王芳.*请求进入/).waitFor()
  await doctor.getByLabel('P 计划').press('a')
  await doctor.getByText(/王芳.*请求进入/).waitFor()
  await doctor.getByLabel('P 计划').blur()
  await doctor.keyboard.press('a')

  await expert.getByRole('link', { name: '进入会诊' }).click()
  await framesRising(expert)
  for (const name of ['陈建国', '林秀英']) await expert.getByRole('listitem').filter({ hasText: name }).waitFor()
  await expectAccessible(expert)
  await patient.getByRole('listitem').filter({ hasText: '王芳' }).waitFor()
})
