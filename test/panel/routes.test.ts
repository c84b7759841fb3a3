import { expect, test } from 'vitest'
import type { TestAccount } from '../support/answering.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctor } from '../support/people.ts'

const site = openHospital({ http: true })

test('the panel, half a megabyte of it, goes to doctors, who invite from it, and to nobody else', async () => {
  const doctor = await site.signIn(await addDoctor(site))
  const read = async (account?: TestAccount) => {
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
