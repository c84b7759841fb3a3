import { sql } from 'kysely'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { lockExpert } from '../../db/locks.ts'
import { readBoard } from '../../signaling/board/board.ts'
import { InVain } from '../../signaling/matching/in-vain.ts'
import { matchAll } from '../../signaling/matching/matching.ts'
import { leaveWaitingRoom, triageTicket } from '../../signaling/waiting-room/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addCoordinator, addDoctorOnDuty } from '../support/people.ts'
import { addTicket, type Waiting } from '../support/visits.ts'
import { emptyWaitingRoom, openCalls, waitingIds } from '../waiting-room/scene.ts'

const hospital = openHospital()
beforeAll(async () => {
  await sql`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$`.execute(
    hospital.database.owner,
  )
})
beforeEach(() => emptyWaitingRoom(hospital))
afterEach(async () => {
  await sql`drop trigger if exists refused on call`.execute(hospital.database.owner)
  await sql`alter table ticket enable trigger ticket_waits_in_its_place`.execute(hospital.database.owner)
})

/** From now on the database refuses every call of these patients, or with these experts. */
async function refuseCalls(column: 'patient_id' | 'expert_id', ids: readonly string[]): Promise<void> {
  const list = ids.map((id) => `'${id}'`).join(', ')
  const trigger = `create trigger refused before insert on call for each row
    when (new.${column} in (${list})) execute function refuse()`
  await sql.raw(trigger).execute(hospital.database.owner)
}

/** Has a place, and says that it is called: what the database refuses, put there past it. */
async function makePhantom({ ticket }: Waiting): Promise<void> {
  await sql`alter table ticket disable trigger ticket_waits_in_its_place`.execute(hospital.database.owner)
  await hospital.db.updateTable('ticket').set({ status: 'called' }).where('id', '=', ticket.id).execute()
}

const tick = async (inVain?: InVain) => (await matchAll(hospital, 4, inVain)).length

async function blockedOf({ ticket }: Waiting): Promise<string | null | undefined> {
  const { tickets } = await readBoard(hospital)
  return tickets.find(({ id }) => id === ticket.id)?.blocked
}

async function addWaiters(count: number): Promise<Waiting[]> {
  const waiters: Waiting[] = []
  for (let index = 0; index < count; index += 1) {
    waiters.push(await addTicket(hospital))
    hospital.clock.forward({ seconds: 1 })
  }
  return waiters
}

describe('a ticket that cannot be called', () => {
  test('keeps no doctor from the next one, and stands on the board as stuck', async () => {
    const doctor = await addDoctorOnDuty(hospital)
    const [first, second] = (await addWaiters(2)) as [Waiting, Waiting]
    await refuseCalls('patient_id', [first.patientId])
    expect(await tick()).toBe(1)
    expect(await openCalls(hospital)).toEqual(new Map([[second.ticket.id, doctor.expertId]]))
    expect(await blockedOf(first)).toBe('stuck')
  })

  test('is tried with another doctor as well, and again by the next tick', async () => {
    await addDoctorOnDuty(hospital)
    await addDoctorOnDuty(hospital)
    const [first, ...others] = (await addWaiters(3)) as [Waiting, ...Waiting[]]
    await refuseCalls('patient_id', [first.patientId])
    expect(await tick()).toBe(2)
    expect(new Set((await openCalls(hospital)).keys())).toEqual(new Set(others.map(({ ticket }) => ticket.id)))

    await sql`drop trigger refused on call`.execute(hospital.database.owner)
    const free = await addDoctorOnDuty(hospital)
    expect(await tick()).toBe(1)
    expect((await openCalls(hospital)).get(first.ticket.id)).toBe(free.expertId)
    expect(await blockedOf(first)).toBeNull()
  })

  test.each([2, 40])('with %i of them in a row, one doctor takes the next one all the same', async (count) => {
    const waiters = await addWaiters(count + 1)
    await refuseCalls(
      'patient_id',
      waiters.slice(0, -1).map(({ patientId }) => patientId),
    )
    const doctor = await addDoctorOnDuty(hospital)
    expect(await tick()).toBe(1)
    expect(await openCalls(hospital)).toEqual(new Map([[waiters.at(-1)?.ticket.id, doctor.expertId]]))
  })

  test('is no longer said to be stuck when nobody has tried for a minute, or when it has moved', async () => {
    await addDoctorOnDuty(hospital)
    const [first, second] = (await addWaiters(2)) as [Waiting, Waiting]
    await refuseCalls('patient_id', [first.patientId, second.patientId])
    await tick()
    expect([await blockedOf(first), await blockedOf(second)]).toEqual(['stuck', 'stuck'])
    const coordinator = await addCoordinator(hospital)
    await triageTicket(hospital, coordinator, first.ticket.id, { specialty: 'tcm', urgency: 'routine' })
    expect(await blockedOf(first)).toBe('nobodyOnDuty')

    await hospital.db.updateTable('duty').set({ pausedAt: hospital.clock.now() }).execute()
    hospital.clock.forward({ seconds: 59 })
    await tick()
    expect(await blockedOf(second)).toBe('stuck')
    hospital.clock.forward({ seconds: 2 })
    await tick()
    expect(await blockedOf(second)).toBe('allBusy')
  })

  test('is taken out by a coordinator', async () => {
    await addDoctorOnDuty(hospital)
    const first = await addTicket(hospital)
    await refuseCalls('patient_id', [first.patientId])
    await tick()
    const coordinator = await addCoordinator(hospital)
    expect(await leaveWaitingRoom(hospital, coordinator, first.ticket.id, {})).toMatchObject({ status: 'left' })
    expect(await waitingIds(hospital)).toEqual([])
  })
})

test('a doctor whom somebody has in hand for a moment is not given to whoever stands behind', async () => {
  const doctor = await addDoctorOnDuty(hospital)
  const [first] = (await addWaiters(2)) as [Waiting, Waiting]
  const inVain = new InVain()
  await hospital.db.transaction().execute(async (trx) => {
    await lockExpert(trx, doctor.expertId)
    expect(await tick(inVain)).toBe(0)
  })
  expect(await blockedOf(first)).not.toBe('stuck')
  expect(await tick(inVain)).toBe(1)
  expect(await openCalls(hospital)).toEqual(new Map([[first.ticket.id, doctor.expertId]]))
})

test('a doctor who cannot be given to anybody costs no patient another doctor', async () => {
  const broken = await addDoctorOnDuty(hospital)
  hospital.clock.forward({ minutes: 5 })
  const [first, second] = (await addWaiters(2)) as [Waiting, Waiting]
  await refuseCalls('expert_id', [broken.expertId])
  const inVain = new InVain()
  await tick(inVain)
  const whole = await addDoctorOnDuty(hospital)
  expect(await tick(inVain)).toBe(1)
  expect(await openCalls(hospital)).toEqual(new Map([[first.ticket.id, whole.expertId]]))
  expect(await waitingIds(hospital)).toEqual([second.ticket.id])
})

test('a place whose ticket says that it is called idles no doctor, and a coordinator can end it', async () => {
  const doctor = await addDoctorOnDuty(hospital)
  const [phantom, second] = (await addWaiters(2)) as [Waiting, Waiting]
  await makePhantom(phantom)
  const inVain = new InVain()
  for (let ticks = 0; ticks < 3; ticks += 1) {
    expect(await tick(inVain)).toBe(0)
    hospital.clock.forward({ seconds: 2 })
  }
  expect(await tick(inVain)).toBe(1)
  expect(await openCalls(hospital)).toEqual(new Map([[second.ticket.id, doctor.expertId]]))
  const coordinator = await addCoordinator(hospital)
  expect(await leaveWaitingRoom(hospital, coordinator, phantom.ticket.id, {})).toMatchObject({ status: 'left' })
  expect(await waitingIds(hospital)).toEqual([])
})
