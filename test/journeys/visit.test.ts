import { expect, test } from 'vitest'
import { expectAccessible, framesRising, PHONE, screenshot } from '../support/browser.ts'
import { openHospital } from '../support/hospital.ts'
import { meet, openAs } from './visit-people.ts'

const site = openHospital({ video: true, browser: true })

test('a compatriot and a doctor meet, write, and part; the note is signed and the advice read at once', async () => {
  const { doctor, patient, consultationId, accounts } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await Promise.all([expectAccessible(doctor), expectAccessible(patient)])
  await Promise.all([screenshot(doctor, 'visit-doctor'), screenshot(patient, 'visit-patient')])

  // Both write.
  await patient.getByRole('button', { name: /文字/ }).click()
  await patient.getByLabel('写给大家').fill('医生您好，昨天开始发烧')
  await patient.getByRole('button', { name: '发送' }).click()
  await doctor.getByRole('button', { name: /文字.*1/ }).click()
  await doctor.getByText('医生您好，昨天开始发烧').waitFor()
  await doctor.getByLabel('写给大家').fill('您好，体温多少？')
  await doctor.getByLabel('写给大家').press('Enter')
  await patient.getByText('您好，体温多少？').waitFor()
  await screenshot(patient, 'visit-patient-chat')

  // The complaint is carried over; what is typed is saved by itself.
  expect(await doctor.getByLabel('主诉').inputValue()).toBe('发烧两天，咳嗽')
  // Nobody has saved it yet.
  expect(await doctor.getByText(/已保存/).count()).toBe(0)
  await doctor.getByLabel('A 评估').fill('上呼吸道感染')
  await doctor.getByLabel('给就诊人的医嘱').fill('多喝水，休息三天；高烧不退请去急诊。')
  await doctor.getByText(/已保存 \d\d:\d\d/).waitFor()
  await expect
    .poll(
      async () =>
        (
          await site.db
            .selectFrom('note')
            .select('advice')
            .where('consultationId', '=', consultationId)
            .executeTakeFirst()
        )?.advice,
    )
    .toBe('多喝水，休息三天；高烧不退请去急诊。')
  await screenshot(doctor, 'visit-doctor-note')

  // Each reload comes back by itself, with the words still there.
  await doctor.reload()
  await framesRising(doctor)
  await expect.poll(() => doctor.getByLabel('A 评估').inputValue()).toBe('上呼吸道感染')
  await patient.reload()
  await Promise.all([framesRising(patient), framesRising(doctor)])

  // Voice first stops the pictures, and gives them back.
  await patient.getByRole('button', { name: /语音优先/ }).click()
  await doctor.getByText('对方没有开摄像头').waitFor()
  await patient.getByRole('button', { name: /语音优先/ }).click()
  await Promise.all([framesRising(patient), framesRising(doctor)])

  // Leaving is not ending.
  await patient.getByRole('button', { name: '离开' }).click()
  await patient.getByRole('button', { name: '回到会诊' }).click()
  await framesRising(patient)

  await doctor.getByRole('button', { name: '结束会诊' }).click()
  await expectAccessible(doctor)
  await doctor.getByRole('dialog').getByRole('button', { name: '结束会诊' }).click()
  await patient.waitForURL(`**/records/${consultationId}`)
  await doctor.getByText('先写完病历，再请下一位').waitFor()
  await screenshot(doctor, 'visit-doctor-unsigned')

  // Nobody gets in any more.
  const refused = await patient.evaluate(
    async (id) => (await fetch(`/api/consultations/${id}/enter`, { method: 'POST' })).status,
    consultationId,
  )
  expect(refused).toBe(409)

  await doctor.getByRole('button', { name: '签署并请下一位' }).click()
  await doctor.getByRole('dialog').getByRole('button', { name: '签署并请下一位' }).click()
  await doctor.getByText('已签署', { exact: true }).waitFor()
  await doctor.getByText('等待下一位就诊人').waitFor()
  await patient.getByText('多喝水，休息三天').waitFor()
  await screenshot(patient, 'visit-advice')
  await screenshot(doctor, 'visit-doctor-signed')

  // A signed note is added to, and never changed.
  await doctor.getByRole('button', { name: '写补充' }).click()
  await doctor.getByLabel('补充').fill('复查血常规。')
  await doctor.getByRole('button', { name: '签署补充' }).click()
  await patient.getByText('复查血常规。').waitFor()
  expect(accounts.patient.name).toBe('林秀英')
})

test('a relative comes by a link, asks, is let in and seen, and is put out', async () => {
  const { doctor, patient } = await meet(site)
  await Promise.all([framesRising(doctor), framesRising(patient)])

  await doctor.getByRole('button', { name: '参加的人' }).click()
  await doctor.getByLabel('名字').fill('外婆')
  await doctor.getByRole('button', { name: '生成链接' }).click()
  const link = await doctor.getByLabel('邀请链接').inputValue()
  await expectAccessible(doctor)
  await screenshot(doctor, 'visit-invite')
  await doctor.getByRole('button', { name: '关闭' }).click()

  const relative = await openAs(site, undefined, new URL(link).pathname, {
    size: { width: 360, height: 740 },
    phone: true,
  })
  await relative.getByLabel('您的名字').waitFor()
  await expectAccessible(relative)
  await screenshot(relative, 'guest-door')
  await relative.getByLabel('您的名字').fill('外婆 王秀兰')
  await relative.getByRole('button', { name: '请求进入' }).click()
  await relative.getByText('请稍等').waitFor()
  await doctor.getByText(/外婆 王秀兰.*请求进入/).waitFor()
  await screenshot(doctor, 'visit-at-the-door')
  await doctor.getByRole('button', { name: '请进' }).click()
  await Promise.all([framesRising(relative), framesRising(doctor), framesRising(patient)])
  await doctor.getByRole('listitem').filter({ hasText: '外婆 王秀兰' }).waitFor()
  await patient.getByRole('listitem').filter({ hasText: '外婆 王秀兰' }).waitFor()
  await screenshot(doctor, 'visit-three')
  await screenshot(patient, 'visit-three-patient')

  // Reloaded, they are in again without asking.
  await relative.reload()
  await framesRising(relative)

  // Somebody else with the same link stands outside, and is sent off with the link; who is in stays.
  const stranger = await openAs(site, undefined, new URL(link).pathname, PHONE)
  await stranger.getByLabel('您的名字').fill('外婆 王秀兰')
  await stranger.getByRole('button', { name: '请求进入' }).click()
  await stranger.getByText('请稍等').waitFor()
  await doctor.getByText(/外婆 王秀兰 \(2\).*请求进入/).waitFor()
  await expectAccessible(doctor)
  await screenshot(doctor, 'visit-same-link')
  await doctor.getByRole('button', { name: '谢绝并关闭链接' }).click()
  await stranger.getByText('医生这次没有请您进入').waitFor()
  await framesRising(relative)
  await expectAccessible(relative)

  await doctor.getByRole('button', { name: '参加的人' }).click()
  await doctor.getByRole('button', { name: '请离开' }).click()
  await relative.getByText('医生已请您离开会诊').waitFor()
  await doctor.getByRole('button', { name: '关闭' }).click()
  await Promise.all([framesRising(doctor), framesRising(patient)])
  await relative.reload()
  await relative.getByText('这个链接打不开会诊').waitFor()
})
