import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFirstCoordinatorLink, makeFirstCoordinator } from '../../signaling/identity/first-coordinator.ts'
import { createServices, createViewer, findViewer, type TestServices } from '../support/services.ts'

let services: TestServices
beforeEach(async () => {
  services = await createServices('2026-11-22T12:00:00Z')
})
afterEach(() => services.close())

function first(token: string, email = 'First@Example.org') {
  return { token, email, name: '周调度', timeZone: 'Asia/Shanghai', locale: 'zh-CN' as const }
}
const gone = { status: 410, code: 'linkUsed' }

test('a hospital without coordinators gives a link, which makes one and signs them in', async () => {
  const token = (await createFirstCoordinatorLink(services)) ?? ''
  const { me, session } = await makeFirstCoordinator(services, first(token))
  expect(me).toMatchObject({ role: 'coordinator', email: 'first@example.org', name: '周调度' })
  expect(await findViewer(services, session.token)).toMatchObject({ role: 'coordinator', accountId: me.accountId })
  await expect(makeFirstCoordinator(services, first(token, 'second@example.org'))).rejects.toMatchObject(gone)
  expect(await createFirstCoordinatorLink(services)).toBeUndefined()
})

test('of many who press at once, in two processes and with two links, one becomes the first coordinator', async () => {
  const other = await services.another()
  const former = (await createFirstCoordinatorLink(services)) ?? ''
  const token = (await createFirstCoordinatorLink(other)) ?? ''
  const pressed = await Promise.allSettled(
    Array.from({ length: 16 }, (_, index) =>
      makeFirstCoordinator(
        index % 2 === 0 ? services : other,
        first(index % 3 === 0 ? former : token, `c${String(index)}@example.org`),
      ),
    ),
  )
  expect(pressed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const result of pressed) if (result.status === 'rejected') expect(result.reason).toMatchObject(gone)
})

test('a link that has run out, was never given, or came before another coordinator makes nobody', async () => {
  const token = (await createFirstCoordinatorLink(services)) ?? ''
  await expect(makeFirstCoordinator(services, first('guessed'))).rejects.toMatchObject(gone)
  services.clock.forward({ hours: 25 })
  await expect(makeFirstCoordinator(services, first(token))).rejects.toMatchObject(gone)
  const fresh = (await createFirstCoordinatorLink(services)) ?? ''
  await createViewer(services, 'coordinator')
  await expect(makeFirstCoordinator(services, first(fresh))).rejects.toMatchObject(gone)
})

test('an address that is taken is refused, and the link can be used again', async () => {
  const { db } = services
  await db
    .insertInto('account')
    .values({ email: 'first@example.org', role: 'compatriot', timeZone: 'Europe/Rome', locale: 'it' })
    .execute()
  const token = (await createFirstCoordinatorLink(services)) ?? ''
  await expect(makeFirstCoordinator(services, first(token))).rejects.toMatchObject({ status: 409, code: 'emailTaken' })
  await expect(makeFirstCoordinator(services, first(token, 'other@example.org'))).resolves.toBeDefined()
})
