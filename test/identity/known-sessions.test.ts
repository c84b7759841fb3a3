import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../db/connection.ts'
import { openOutbox } from '../../signaling/live/outbox.ts'
import { transact } from '../../signaling/live/transact.ts'
import { createTestApp, type TestAccount, type TestApp } from '../support/app.ts'

let site: TestApp
/** Another process on the same database. */
let there: { db: TestApp['dependencies']['db']; outbox: TestApp['dependencies']['outbox']; close: () => Promise<void> }

beforeAll(async () => {
  site = await createTestApp()
  const { db, close } = openDatabase(site.database.url, site.dependencies.log)
  const outbox = await openOutbox({ db, databaseUrl: site.database.url, log: site.dependencies.log })
  there = { db, outbox, close }
})

afterAll(async () => {
  await there?.outbox.close()
  await there?.close()
  await site?.[Symbol.asyncDispose]()
})

const whoAmI = (account: TestAccount) => site.send(account, 'GET', '/api/me')

test('a change of the account is in the very next answer', async () => {
  const account = await site.addAccount('compatriot', '林')
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

test('a session that another process ends is over here once that is announced', async () => {
  const account = await site.addAccount('coordinator')
  expect((await whoAmI(account)).status).toBe(200)
  await transact(there, async (trx, announce) => {
    const { id } = await trx
      .deleteFrom('session')
      .where('accountId', '=', account.id)
      .returning('id')
      .executeTakeFirstOrThrow()
    announce(`session:${id}`)
  })
  await site.dependencies.outbox.settled()
  expect((await whoAmI(account)).status).toBe(401)
})

test('a session that is known ends at its hour', async () => {
  const account = await site.addAccount('coordinator')
  expect((await whoAmI(account)).status).toBe(200)
  const before = site.now
  site.now = before.add({ hours: 24 * 31 })
  expect((await whoAmI(account)).status).toBe(401)
  site.now = before
})
