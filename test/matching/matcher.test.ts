import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { readBoard } from '../../signaling/board/board.ts'
import { startMatcher } from '../../signaling/matching/matcher.ts'
import { readTicket } from '../../signaling/waiting-room/service.ts'
import { createServices, type TestServices } from '../support/services.ts'
import { addDoctorOnDuty, addWaiter, emptyWaitingRoom, openCalls } from '../waiting-room/scene.ts'

let services: TestServices

beforeAll(async () => {
  services = await createServices('2026-03-02T09:00:00Z')
})

afterAll(() => services.close())
beforeEach(() => emptyWaitingRoom(services))

describe('the matcher', () => {
  test('matches whoever comes, writes to the patient in both clocks, ends unanswered calls and, at the third, the place', async () => {
    const doctor = await addDoctorOnDuty(services)
    const matcher = startMatcher(services)
    try {
      const { owner, ticket } = await addWaiter(services)
      const status = async () => (await readTicket(services, owner, ticket.id)).status
      await vi.waitFor(async () => expect(await status()).toBe('called'), { timeout: 5_000 })
      await services.deliver()
      const letter = services.letters.at(-1)
      expect(letter?.to).toBe(
        (
          await services.db
            .selectFrom('account')
            .select('email')
            .where('id', '=', owner.accountId)
            .executeTakeFirstOrThrow()
        ).email,
      )
      expect(letter?.text).toMatch(/\d\d:\d\d \(Rome\); .*\d\d:\d\d \(Beijing\)\./)

      for (const call of [1, 2, 3]) {
        expect((await readTicket(services, owner, ticket.id)).call).toMatchObject({ callNumber: call })
        await services.deliver()
        services.clock.forward({ seconds: 91 })
        await matcher.tick()
        if (call === 3) break
        expect(await readTicket(services, owner, ticket.id)).toMatchObject({
          status: 'waiting',
          callsMissed: call,
          queueKey: ticket.queueKey,
        })
        services.clock.forward({ seconds: 119 })
        await matcher.tick()
        expect(await status()).toBe('waiting')
        services.clock.forward({ seconds: 1 })
        await matcher.tick()
      }
      expect(await readTicket(services, owner, ticket.id)).toMatchObject({ status: 'left', leftReason: 'unanswered' })
      expect(services.letters.at(-1)?.text).toContain('third call')
      expect((await readBoard(services)).doctors).toContainEqual(
        expect.objectContaining({ expertId: doctor.expertId, state: 'free' }),
      )
    } finally {
      await matcher.stop()
    }
  })

  test('goes on after the database was out of reach', async () => {
    const failing = { ...services, db: services.db, outbox: services.outbox, log: { ...services.log, error: vi.fn() } }
    let broken = true
    const db = new Proxy(services.db, {
      get(target, name) {
        if (broken && name === 'getExecutor') throw new Error('the connection was lost')
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const matcher = startMatcher(Object.assign(failing, { db, mail: services.mail, clock: services.clock }))
    try {
      await matcher.tick()
      expect(failing.log.error).toHaveBeenCalled()
      broken = false
      await addDoctorOnDuty(services)
      const { ticket } = await addWaiter(services)
      await matcher.tick()
      expect((await openCalls(services)).has(ticket.id)).toBe(true)
    } finally {
      await matcher.stop()
    }
  })

  test('is woken by what another process commits', async () => {
    const other = await services.another()
    const matcher = startMatcher(services)
    try {
      await addDoctorOnDuty(services)
      const { ticket } = await addWaiter(services, {}, other)
      await vi.waitFor(async () => expect((await openCalls(services)).has(ticket.id)).toBe(true), { timeout: 5_000 })
    } finally {
      await matcher.stop()
    }
  })
})
