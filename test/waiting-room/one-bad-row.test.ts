import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { expireCalls } from '../../signaling/matching/expiry.ts'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { endStaleDuties } from '../../signaling/roster/duty.ts'
import { releaseLeftAlone } from '../../signaling/waiting-room/lingering.ts'
import { enterWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { createPatient, createServices, createViewer, type TestServices } from '../support/services.ts'
import {
  addDoctor,
  addDoctorOnDuty,
  addShift,
  addWaiter,
  bookNow,
  emptyWaitingRoom,
  newTicket,
  openCalls,
  waitingIds,
} from './scene.ts'

let services: TestServices
beforeAll(async () => {
  services = await createServices('2026-03-02T09:00:00Z')
})
afterAll(() => services?.close())
beforeEach(() => emptyWaitingRoom(services))

/** Until the returned function is called, the database refuses every change of this row. */
async function refuseChange(table: string, column: string, value: string): Promise<() => Promise<void>> {
  await sql
    .raw(
      `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
       create trigger refuse before update on ${table} for each row when (old.${column} = '${value}') execute function refuse()`,
    )
    .execute(services.database.owner)
  return async () => void (await sql.raw('drop function refuse cascade').execute(services.database.owner))
}

test('a call that cannot be ended keeps no other from its end', async () => {
  await addDoctorOnDuty(services)
  await addDoctorOnDuty(services)
  await addWaiter(services)
  await addWaiter(services)
  const first = await matchOnce(services)
  await matchOnce(services)
  const allow = await refuseChange('consultation', 'ticket_id', first?.ticketId ?? '')
  services.clock.forward({ minutes: 5 })
  expect(await expireCalls(services)).toBe(1)
  expect([...(await openCalls(services)).keys()]).toEqual([first?.ticketId])
  await allow()
  expect(await expireCalls(services)).toBe(1)
  expect(await openCalls(services)).toEqual(new Map())
})

test('a duty that cannot be ended keeps no other from its end', async () => {
  const doctors = [await addDoctorOnDuty(services, { minutes: 60 }), await addDoctorOnDuty(services, { minutes: 60 })]
  const allow = await refuseChange('duty', 'expert_id', doctors[0]?.expertId ?? '')
  services.clock.forward({ minutes: 61 })
  expect(await endStaleDuties(services)).toBe(1)
  await allow()
  expect(await endStaleDuties(services)).toBe(1)
})

test('a place that cannot be released keeps no other from its release', async () => {
  const absent = await addDoctor(services)
  await addShift(services, absent)
  const places: string[] = []
  for (const minutes of [10, 40]) {
    const owner = await createViewer(services, 'compatriot')
    const patientId = await createPatient(services, owner.accountId)
    const appointmentId = await bookNow(services, absent, owner, patientId, { minutes })
    services.clock.forward({ minutes: minutes - 5 })
    places.push((await enterWaitingRoom(services, owner, newTicket(patientId, { appointmentId }))).id)
  }
  const allow = await refuseChange('waiting', 'ticket_id', places[0] ?? '')
  services.clock.forward({ hours: 1 })
  expect(await releaseLeftAlone(services)).toBe(1)
  await allow()
  expect(await releaseLeftAlone(services)).toBe(1)
  expect(await waitingIds(services)).toHaveLength(2)
})
