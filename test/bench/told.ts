import { enterWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { addHousehold } from '../support/people.ts'
import { newTicket } from '../support/visits.ts'
import { figureOf, type Finding } from './compare.ts'
import type { DurablePostgres } from './durable-postgres.ts'
import { addDoctors, addPatients, everybodyWaits } from './hospital.ts'
import { bytesOf, Pages } from './pages.ts'
import { openUseCases } from './use-cases.ts'

const DOCTORS = 200
const BOARDS = 5
const WAITING = 30
const ROUNDS = 5

/** One place is taken, by somebody who goes before those who wait since the beginning, so that it is new on every doctor's screen and on every board. */
export async function benchTold(postgres: DurablePostgres): Promise<Finding> {
  await using hospital = await openUseCases(postgres, async (owner) => {
    await addDoctors(owner, DOCTORS)
    await addPatients(owner, WAITING)
    await everybodyWaits(owner)
  })
  using pages = new Pages(hospital)
  await pages.openConsoles()
  await pages.openBoards(BOARDS)
  await pages.settled()

  const [statements, bytes, ms]: [number[], number[], number[]] = [[], [], []]
  for (let round = 0; round <= ROUNDS; round++) {
    const household = await addHousehold(hospital)
    const ticket = newTicket(household.patientId, { redFlags: ['breathless'] })
    const told = await pages.tell(
      () => enterWaitingRoom(hospital, household, ticket),
      (frame, { id }) => frame.startsWith('{"type":"change"') && frame.includes(id),
    )
    // The first one is thrown away.
    if (round === 0) continue
    statements.push(told.statements)
    bytes.push(bytesOf(told.frames))
    ms.push(told.ms)
  }
  const name = `one ticket told to ${DOCTORS} doctors and ${BOARDS} boards`
  return {
    rows: [
      figureOf({ name, unit: 'statements', aim: 25 }, statements),
      figureOf({ name, unit: 'B', aim: 80_000 }, bytes),
      figureOf({ name: `${name}, until the last one knows`, unit: 'ms', aim: 150 }, ms),
    ],
    note: `told: each of ${pages.count} pages was sent the ticket; gathering and the commit are included`,
  }
}
