import { expect, test } from 'vitest'
import { transact } from '../../signaling/live/transact.ts'
import type { TestAccount } from '../support/answering.ts'
import { openHospital } from '../support/hospital.ts'

const site = openHospital({ http: true, there: true })

const whoAmI = (account: TestAccount) => site.send(account, 'GET', '/api/me')

test('a change of the account is in the very next answer', async () => {
  const account = await site.addAccount('compatriot', { name: '林' })
  expect((await whoAmI(account)).body).toMatchObject({ name: '林', country: null })
  expect((await site.send(account, 'PATCH', '/api/me', { name: '林秀英', country: 'IT' })).status).toBe(200)
  expect((await whoAmI(account)).body).toMatchObject({ name: '林秀英', country: 'IT' })
})

test('after signing out the very next request is nobody’s', async () => {
  const account = await site.addAccount('coordinator')
  await Promise.all([whoAmI(account), whoAmI(account)])
  expect((await site.send(account, 'POST', '/api/sign-out')).status).toBe(204)
  expect((await whoAmI(account)).status).toBe(401)
})

test('requests that race with the signing out are never remembered past it', async () => {
  const account = await site.addAccount('coordinator')
  await Promise.all([
    ...Array.from({ length: 20 }, () => whoAmI(account)),
    site.send(account, 'POST', '/api/sign-out'),
    ...Array.from({ length: 20 }, () => whoAmI(account)),
  ])
  expect((await whoAmI(account)).status).toBe(401)
})

/** In another process. */
async function endSession(account: TestAccount): Promise<void> {
  await transact(site.there, async (trx, announce) => {
    const { id } = await trx
      .deleteFrom('session')
      .where('accountId', '=', account.id)
      .returning('id')
      .executeTakeFirstOrThrow()
    announce(`session:${id}`)
  })
}

test('a session that another process ends is over here once that is announced', async () => {
  const account = await site.addAccount('coordinator')
  expect((await whoAmI(account)).status).toBe(200)
  await endSession(account)
  await site.outbox.settled()
  expect((await whoAmI(account)).status).toBe(401)
})

test('a session that another process ends is refused here within a second, however often it is used', async () => {
  const account = await site.addAccount('compatriot')
  await Promise.all(Array.from({ length: 20 }, () => whoAmI(account)))
  await endSession(account)
  await expect.poll(async () => (await whoAmI(account)).status, { interval: 10, timeout: 1_000 }).toBe(401)
})

test('a session that is known ends at its hour', async () => {
  const account = await site.addAccount('coordinator')
  expect((await whoAmI(account)).status).toBe(200)
  const before = site.clock.now()
  site.clock.set(before.add({ hours: 24 * 31 }))
  expect((await whoAmI(account)).status).toBe(401)
  site.clock.set(before)
})
