import { readBoard } from '../../signaling/board/board.ts'
import type { Board, BoardChange } from '../../signaling/board/contract.ts'
import { enterWaitingRoom, leaveWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { changeBoard } from '../../web/live/use-board.ts'
import { addHousehold } from '../support/people.ts'
import { newTicket } from '../support/visits.ts'
import { figureOf, type Finding } from './compare.ts'
import type { DurablePostgres } from './durable-postgres.ts'
import { addDoctors, addPatients, everybodyWaits } from './hospital.ts'
import { bytesOf, Pages } from './pages.ts'
import { openUseCases } from './use-cases.ts'

const WAITING = 500
const DOCTORS = 20
const ROUNDS = 3

/** Somebody comes, and goes: on a board that shows as many as it can, both are one change. */
export async function benchBoard(postgres: DurablePostgres): Promise<Finding> {
  await using hospital = await openUseCases(postgres, async (owner) => {
    await addDoctors(owner, DOCTORS)
    await addPatients(owner, WAITING - 1)
    await everybodyWaits(owner)
  })
  using pages = new Pages(hospital)
  await pages.openBoards(1)
  await pages.settled()
  let [shown] = pages.frames.map((frame) => (JSON.parse(frame) as { readonly data: Board }).data)
  if (shown === undefined) throw new Error('no board is shown')
  const whole = bytesOf(pages.frames)

  const comings: number[] = []
  const goings: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const household = await addHousehold(hospital)
    const come = () => enterWaitingRoom(hospital, household, newTicket(household.patientId))
    const { result: ticket, frames: came } = await pages.tell(come, (frame, { id }) => frame.includes(id))
    comings.push(bytesOf(came))
    shown = came.reduce(afterFrame, shown)
    const go = () => leaveWaitingRoom(hospital, household, ticket.id, {})
    const { frames: gone } = await pages.tell(go, (frame) => frame.includes(ticket.id))
    goings.push(bytesOf(gone))
    shown = gone.reduce(afterFrame, shown)
    const { tickets } = await readBoard(hospital)
    if (JSON.stringify(shown.tickets.map(({ id }) => id)) !== JSON.stringify(tickets.map(({ id }) => id))) {
      throw new Error('the board that is shown is not the one that is read')
    }
  }
  const name = `a change of the board on which ${WAITING} wait`
  return {
    rows: [
      figureOf({ name: `${name}: somebody comes`, unit: 'B', aim: 2_000 }, comings),
      figureOf({ name: `${name}: somebody goes`, unit: 'B', aim: 2_000 }, goings),
    ],
    note: `board: the whole of it has ${whole.toLocaleString('en')} bytes`,
  }
}

function afterFrame(board: Board, frame: string): Board {
  return changeBoard(board, (JSON.parse(frame) as { readonly data: BoardChange }).data)
}
