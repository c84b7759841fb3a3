import type { Board, BoardChange, DoctorQueue, DoctorQueueChange, ListChange } from '../../signaling/board/contract.ts'
import { type Live, useLive } from './use-live.ts'

/** The coordinators' board. Whoever watches it takes it from here: all who watch a topic share one way to move it on. */
export function useBoard(): Live<Board> {
  return useLive('board', { reduce: changeBoard })
}

/** The board after a change. What is as it was stays the same object. */
export function changeBoard(board: Board, { at, tickets, doctors, ...parts }: BoardChange): Board {
  return {
    ...board,
    ...parts,
    at,
    ...(tickets && { tickets: changeList(board.tickets, tickets, 'id') }),
    ...(doctors && { doctors: changeList(board.doctors, doctors, 'expertId') }),
  }
}

/** What would come to this doctor; taken from here by whoever watches it, as the board is. */
export function useDoctorQueue(expertId: string | undefined): Live<DoctorQueue> {
  return useLive(expertId === undefined ? undefined : `waitingFor:${expertId}`, { reduce: changeDoctorQueue })
}

/** The queue after a change. */
export function changeDoctorQueue(queue: DoctorQueue, { tickets, ...parts }: DoctorQueueChange): DoctorQueue {
  return { ...queue, ...parts, ...(tickets && { tickets: changeList(queue.tickets, tickets, 'id') }) }
}

function changeList<Item extends object, Key extends keyof Item>(
  list: readonly Item[],
  { gone, put, changed }: ListChange<Item, Key>,
  key: Key,
): Item[] {
  const out = new Set(gone)
  const changes = new Map(changed.map((change) => [change[key], change]))
  const next = list.flatMap((item) => {
    const change = changes.get(item[key])
    return out.has(item[key]) ? [] : [change === undefined ? item : { ...item, ...change }]
  })
  for (const [place, item] of put) next.splice(place, 0, item)
  return next
}
