import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../support/app.ts'

let site: TestApp
beforeAll(async () => {
  site = await createTestApp()
})
afterAll(() => site?.[Symbol.asyncDispose]())

test('the panel, half a megabyte of it, goes to doctors, who invite from it, and to nobody else', async () => {
  const doctor = await site.addAccount('doctor')
  await site.database.db
    .insertInto('expert')
    .values({
      accountId: doctor.id,
      nameHan: '陈建国',
      nameLatin: 'Chen Jianguo',
      specialties: ['tcm'],
      institution: '温州',
      licenseNumber: '1',
      licenseVerifiedBy: '周',
      timeZone: 'Asia/Shanghai',
    })
    .execute()
  const read = async (account?: Awaited<ReturnType<TestApp['addAccount']>>) => {
    const { status, body } = await site.send(account, 'GET', '/api/panel')
    return [status, body.error?.code ?? body.length]
  }
  expect(await read()).toEqual([401, 'unauthenticated'])
  expect(await read(await site.addAccount('compatriot'))).toEqual([403, 'forbidden'])
  expect(await read(await site.addAccount('coordinator'))).toEqual([403, 'forbidden'])
  // A doctor's account that stands on no panel.
  expect(await read(await site.addAccount('doctor'))).toEqual([403, 'forbidden'])
  expect(await read(doctor)).toEqual([200, 1])
})
