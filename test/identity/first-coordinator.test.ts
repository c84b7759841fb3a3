import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  checkFirstCoordinatorLink,
  createFirstCoordinatorLink,
  makeFirstCoordinator,
} from '../../signaling/identity/first-coordinator.ts'
import { startHospital } from '../support/hospital.ts'
import { addCoordinator } from '../support/people.ts'
import { findViewer } from './me.ts'

const open = () => startHospital({ now: '2026-11-22T12:00:00Z', there: true })

let hospital: Awaited<ReturnType<typeof open>>
beforeEach(async () => {
  hospital = await open()
})
afterEach(() => hospital[Symbol.asyncDispose]())

function first(token: string, email = 'First@Example.org') {
  return { token, email, name: '周调度', timeZone: 'Asia/Shanghai', locale: 'zh-CN' as const }
}
const gone = { status: 410, code: 'linkUsed' }

test('a hospital without coordinators gives a link, which makes one and signs them in', async () => {
  const token = (await createFirstCoordinatorLink(hospital)) ?? ''
  const { me, session } = await makeFirstCoordinator(hospital, first(token))
  expect(me).toMatchObject({ role: 'coordinator', email: 'first@example.org', name: '周调度' })
  expect(await findViewer(hospital, session.token)).toMatchObject({ role: 'coordinator', accountId: me.accountId })
  await expect(makeFirstCoordinator(hospital, first(token, 'second@example.org'))).rejects.toMatchObject(gone)
  expect(await createFirstCoordinatorLink(hospital)).toBeUndefined()
})

test('a link says whether it still opens, and is not used up by that', async () => {
  const token = (await createFirstCoordinatorLink(hospital)) ?? ''
  await checkFirstCoordinatorLink(hospital, { token })
  await checkFirstCoordinatorLink(hospital, { token })
  await expect(checkFirstCoordinatorLink(hospital, { token: 'guessed' })).rejects.toMatchObject(gone)
  await makeFirstCoordinator(hospital, first(token))
  await expect(checkFirstCoordinatorLink(hospital, { token })).rejects.toMatchObject(gone)
})

test('of many who press at once, in two processes and with two links, one becomes the first coordinator', async () => {
  const other = hospital.there
  const former = (await createFirstCoordinatorLink(hospital)) ?? ''
  const token = (await createFirstCoordinatorLink(other)) ?? ''
  const pressed = await Promise.allSettled(
    Array.from({ length: 16 }, (_, index) =>
      makeFirstCoordinator(
        index % 2 === 0 ? hospital : other,
        first(index % 3 === 0 ? former : token, `c${String(index)}@example.org`),
      ),
    ),
  )
  expect(pressed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const result of pressed) if (result.status === 'rejected') expect(result.reason).toMatchObject(gone)
})

test('a link that has run out, was never given, or came before another coordinator makes nobody', async () => {
  const token = (await createFirstCoordinatorLink(hospital)) ?? ''
  await expect(makeFirstCoordinator(hospital, first('guessed'))).rejects.toMatchObject(gone)
  hospital.clock.forward({ hours: 25 })
  await expect(makeFirstCoordinator(hospital, first(token))).rejects.toMatchObject(gone)
  const fresh = (await createFirstCoordinatorLink(hospital)) ?? ''
  await addCoordinator(hospital)
  await expect(makeFirstCoordinator(hospital, first(fresh))).rejects.toMatchObject(gone)
})

test('an address that is taken is refused, and the link can be used again', async () => {
  const { db } = hospital
  await db
    .insertInto('account')
    .values({ email: 'first@example.org', role: 'compatriot', timeZone: 'Europe/Rome', locale: 'it' })
    .execute()
  const token = (await createFirstCoordinatorLink(hospital)) ?? ''
  await expect(makeFirstCoordinator(hospital, first(token))).rejects.toMatchObject({ status: 409, code: 'emailTaken' })
  await expect(makeFirstCoordinator(hospital, first(token, 'other@example.org'))).resolves.toBeDefined()
})
