import { test } from 'vitest'
import en from '../../web/consultations/words/en.json' with { type: 'json' }
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

test('a doctor who reads English reads by a name in Latin letters whom they have invited', async () => {
  const colleague = await addDoctorOnShift(site, { name: '方晴', nameLatin: 'Fang Qing' })
  const { doctor } = await meet(site)
  await doctor.locator('header select').selectOption('en')
  await doctor.getByRole('button', { name: en['participants.title'] }).click()
  await doctor.getByText(en['kind.expert'], { exact: true }).click()
  await doctor.getByLabel(en['invite.expert']).selectOption(colleague.expertId)
  await doctor.getByRole('button', { name: en['invite.sendExpert'] }).click()
  await doctor.getByText(en['invite.done'].replace('{{name}}', 'Fang Qing')).waitFor()
})
