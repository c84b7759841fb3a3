import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { readBoard } from '../../signaling/board/board.ts'
import { transact } from '../../signaling/live/transact.ts'
import { startMatcher } from '../../signaling/matching/matcher.ts'
import { readTicket } from '../../signaling/waiting-room/service.ts'
import { countStatements } from '../support/counting.ts'
import { openHospital } from '../support/hospital.ts'
import { addDoctorOnDuty } from '../support/people.ts'
import { addTicket } from '../support/visits.ts'
import { emptyWaitingRoom, openCalls } from '../waiting-room/scene.ts'

const hospital = openHospital({ there: true })

beforeEach(() => emptyWaitingRoom(hospital))

describe('the matcher', () => {
  test('matches whoever comes, writes to the patient in both clocks, ends unanswered calls and, at the third, the place', async () => {
    const doctor = await addDoctorOnDuty(hospital)
    const matcher = startMatcher(hospital)
    try {
      const { owner, ticket } = await addTicket(hospital)
      const status = async () => (await readTicket(hospital, owner, ticket.id)).status
      await vi.waitFor(async () => expect(await status()).toBe('called'), { timeout: 5_000 })
      await hospital.deliver()
      const letter = hospital.letters.at(-1)
      expect(letter?.to).toBe(
        (
          await hospital.db
            .selectFrom('account')
            .select('email')
            .where('id', '=', owner.accountId)
            .executeTakeFirstOrThrow()
        ).email,
      )
      expect(letter?.text).toMatch(/\d\d:\d\d \(Rome\); .*\d\d:\d\d \(Beijing\)\./)

      for (const call of [1, 2, 3]) {
        expect((await readTicket(hospital, owner, ticket.id)).call).toMatchObject({ callNumber: call })
        await hospital.deliver()
        hospital.clock.forward({ seconds: 91 })
        await matcher.tick()
        if (call === 3) break
        expect(await readTicket(hospital, owner, ticket.id)).toMatchObject({
          status: 'waiting',
          callsMissed: call,
          queueKey: ticket.queueKey,
        })
        hospital.clock.forward({ seconds: 119 })
        await matcher.tick()
        expect(await status()).toBe('waiting')
        hospital.clock.forward({ seconds: 1 })
        await matcher.tick()
      }
      expect(await readTicket(hospital, owner, ticket.id)).toMatchObject({ status: 'left', leftReason: 'unanswered' })
      expect(hospital.letters.at(-1)?.text).toContain('third call')
      expect((await readBoard(hospital)).doctors).toContainEqual(
        expect.objectContaining({ expertId: doctor.expertId, state: 'free' }),
      )
    } finally {
      await matcher.stop()
    }
  })

  test('goes on after the database was out of reach', async () => {
    const failing = { ...hospital, db: hospital.db, outbox: hospital.outbox, log: { ...hospital.log, error: vi.fn() } }
    let broken = true
    const db = new Proxy(hospital.db, {
      get(target, name) {
        if (broken && name === 'getExecutor') throw new Error('the connection was lost')
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const matcher = startMatcher(Object.assign(failing, { db, mail: hospital.mail, clock: hospital.clock }))
    try {
      await matcher.tick()
      expect(failing.log.error).toHaveBeenCalled()
      broken = false
      await addDoctorOnDuty(hospital)
      const { ticket } = await addTicket(hospital)
      await matcher.tick()
      expect((await openCalls(hospital)).has(ticket.id)).toBe(true)
    } finally {
      await matcher.stop()
    }
  })

  test('is not woken by an answer, which makes no match possible', async () => {
    const { counted, takeStatements } = countStatements(hospital)
    const matcher = startMatcher(counted)
    const staysAsleep = async (): Promise<boolean> => {
      await matcher.tick()
      takeStatements()
      await transact(hospital, (_trx, announce) => {
        announce(`currentConsultation:${randomUUID()}`)
        return Promise.resolve()
      })
      await hospital.outbox.settled()
      await pause(100)
      return takeStatements() === 0
    }
    try {
      // It wakes by itself every second or two, which may be just then.
      expect([await staysAsleep(), await staysAsleep(), await staysAsleep()]).toContain(true)
    } finally {
      await matcher.stop()
    }
  })

  test('is woken by what another process commits', async () => {
    const other = hospital.there
    const matcher = startMatcher(hospital)
    try {
      await addDoctorOnDuty(hospital)
      const { ticket } = await addTicket(hospital, {}, other)
      await vi.waitFor(async () => expect((await openCalls(hospital)).has(ticket.id)).toBe(true), { timeout: 5_000 })
    } finally {
      await matcher.stop()
    }
  })
})
