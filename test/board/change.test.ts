import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changeOfBoard, changeOfList } from '../../signaling/board/change.ts'
import type { Board, BoardTicket } from '../../signaling/board/contract.ts'
import { changeBoard } from '../../web/live/use-board.ts'

const ticket = (id: number, change: Partial<BoardTicket> = {}): BoardTicket => ({
  id: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
  number: id,
  patientName: '林秀英',
  age: 70,
  complaint: '发烧两天，咳嗽，夜里睡不好',
  redFlags: [],
  queue: 'generalPractice',
  languages: ['cmn', 'wuu-wz'],
  interpreterWanted: false,
  country: 'IT',
  urgency: 'routine',
  toBeSupplied: ['medicationList'],
  status: 'waiting',
  callsMissed: 0,
  arrivedAt: '2026-11-22T12:00:00Z',
  timeZone: 'Europe/Rome',
  pausedAt: null,
  alarmedAt: null,
  minutes: id,
  standIns: [],
  expertName: null,
  expert: null,
  reasons: [],
  consultationId: null,
  waitingOfAccount: 1,
  doctorGoneSince: null,
  firstSince: null,
  restsUntil: null,
  restsAfterClearing: false,
  blocked: 'allBusy',
  ...change,
})

const boardOf = (tickets: BoardTicket[], change: Partial<Board> = {}): Board => ({
  at: '2026-11-22T12:00:00Z',
  waiting: tickets.length,
  tickets,
  doctors: [],
  gaps: [],
  recent: [],
  ...change,
})

const tickets = (count: number): BoardTicket[] => Array.from({ length: count }, (_, id) => ticket(id))

/** What a watcher has after a change, over the wire. */
function told(previous: Board, next: Board): Board {
  const change = changeOfBoard(previous, next)
  return change === undefined ? previous : changeBoard(previous, JSON.parse(JSON.stringify(change)) as typeof change)
}

describe('a change of the board', () => {
  test('is none while only the time goes on', () => {
    const board = boardOf(tickets(3))
    expect(changeOfBoard(board, { ...structuredClone(board), at: '2026-11-22T12:00:10Z' })).toBeUndefined()
  })

  test('carries of a ticket what is another, and leaves all others the objects they were', () => {
    const board = boardOf(tickets(3))
    const called = ticket(1, { status: 'called', expertName: '陈建国', minutes: null, blocked: null })
    const next = boardOf([ticket(0), called, ticket(2)], { at: '2026-11-22T12:00:10Z' })
    expect(changeOfBoard(board, next)).toEqual({
      at: '2026-11-22T12:00:10Z',
      tickets: {
        gone: [],
        put: [],
        changed: [{ id: called.id, status: 'called', expertName: '陈建国', minutes: null, blocked: null }],
      },
    })
    const after = told(board, next)
    expect(after).toEqual(next)
    expect(after.tickets[0]).toBe(board.tickets[0])
  })

  test('of five hundred who wait takes less than two kilobytes, where one comes, goes or is moved to the front', () => {
    const before = tickets(500)
    const board = boardOf(before)
    for (const next of [
      [...before, ticket(500)],
      before.slice(1),
      [ticket(499), ...before.slice(0, 499)],
      before.with(7, ticket(7, { status: 'called', expertName: '陈建国', minutes: null })),
    ]) {
      expect(JSON.stringify(changeOfBoard(board, boardOf(next))).length).toBeLessThan(2_000)
      expect(told(board, boardOf(next))).toEqual(boardOf(next))
    }
  })
})

test('whatever a list becomes, its change makes it that', () => {
  const item = fc.record({ id: fc.integer({ min: 0, max: 12 }), text: fc.string(), parts: fc.array(fc.nat()) })
  const list = fc.uniqueArray(item, { selector: ({ id }) => id })
  fc.assert(
    fc.property(list, list, (previous, next) => {
      const change = changeOfList(previous, next, 'id')
      const board = { doctors: [], tickets: previous } as unknown as Board
      const after = changeBoard(board, { at: '', ...(change && { tickets: change as never }) })
      expect(after.tickets).toEqual(next)
      expect(change === undefined).toBe(JSON.stringify(previous) === JSON.stringify(next))
    }),
    { numRuns: 1_000 },
  )
})

test('no more of a list is put in again than has to be', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 }), (order) => {
      const list = (ids: readonly number[]) => ids.map((id) => ({ id }))
      const moved = changeOfList(list([0, 1, 2, 3, 4, 5, 6]), list(order), 'id')?.put.length ?? 0
      // As many as stay are the longest run that ascends.
      const lengths: number[] = []
      for (const [place, id] of order.entries()) {
        lengths.push(
          1 + Math.max(0, ...order.slice(0, place).map((other, at) => (other < id ? (lengths[at] ?? 0) : 0))),
        )
      }
      expect(moved).toBe(7 - Math.max(...lengths))
    }),
  )
})
