import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { expireCalls } from '../../signaling/matching/expiry.ts'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { endStaleDuties } from '../../signaling/roster/duty.ts'
import { releaseLeftAlone } from '../../signaling/waiting-room/lingering.ts'
import { enterWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addDoctor, addDoctorOnDuty, addPatient, addShift } from '../support/people.ts'
import { addTicket, newTicket } from '../support/visits.ts'
import { bookNow, emptyWaitingRoom, openCalls, waitingIds } from './scene.ts'

const hospital = openHospital()
beforeEach(() => emptyWaitingRoom(hospital))

/** Until the returned function is called, the database refuses every change of this row. */
async function refuseChange(table: string, column: string, value: string): Promise<() => Promise<void>> {
  await sql
    .raw(
      `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
       create trigger refuse before update on ${table} for each row when (old.${column} = '${value}') execute function refuse()`,
    )
    .execute(hospital.database.owner)
  return async () => void (await sql.raw('drop function refuse cascade').execute(hospital.database.owner))
}

test('a call that cannot be ended keeps no other from its end', async () => {
  await addDoctorOnDuty(hospital)
  await addDoctorOnDuty(hospital)
  await addTicket(hospital)
  await addTicket(hospital)
  const first = await matchOnce(hospital)
  await matchOnce(hospital)
  const allow = await refuseChange('call', 'ticket_id', first?.ticketId ?? '')
  hospital.clock.forward({ minutes: 5 })
  expect(await expireCalls(hospital)).toBe(1)
  expect([...(await openCalls(hospital)).keys()]).toEqual([first?.ticketId])
  await allow()
  expect(await expireCalls(hospital)).toBe(1)
  expect(await openCalls(hospital)).toEqual(new Map())
})

test('a duty that cannot be ended keeps no other from its end', async () => {
  const doctors = [await addDoctorOnDuty(hospital, { minutes: 60 }), await addDoctorOnDuty(hospital, { minutes: 60 })]
  const allow = await refuseChange('duty', 'expert_id', doctors[0]?.expertId ?? '')
  hospital.clock.forward({ minutes: 61 })
  expect(await endStaleDuties(hospital)).toBe(1)
  await allow()
  expect(await endStaleDuties(hospital)).toBe(1)
})

test('a place that cannot be released keeps no other from its release', async () => {
  const absent = await addDoctor(hospital)
  await addShift(hospital, absent)
  const places: string[] = []
  for (const minutes of [10, 40]) {
    const owner = await addCompatriot(hospital)
    const patientId = await addPatient(hospital, owner)
    const appointmentId = await bookNow(hospital, absent, owner, patientId, { minutes })
    hospital.clock.forward({ minutes: minutes - 5 })
    places.push((await enterWaitingRoom(hospital, owner, newTicket(patientId, { appointmentId }))).id)
  }
  const allow = await refuseChange('waiting', 'ticket_id', places[0] ?? '')
  hospital.clock.forward({ hours: 1 })
  expect(await releaseLeftAlone(hospital)).toBe(1)
  await allow()
  expect(await releaseLeftAlone(hospital)).toBe(1)
  expect(await waitingIds(hospital)).toHaveLength(2)
})
