import type { DutyState, Shift } from './contract.ts'
import type { ShiftRow } from './shift-store.ts'

export function showShift(row: ShiftRow): Shift {
  return {
    id: row.id,
    expertId: row.expertId,
    patternId: row.patternId,
    during: { start: row.during.start.toString(), end: row.during.end.toString() },
    timeZone: row.timeZone,
    slotMinutes: row.slotMinutes,
    booked: row.booked,
  }
}

export function showDuty(state: DutyState['state'], shift: ShiftRow | undefined, canStart: boolean): DutyState {
  return { state, shift: shift ? showShift(shift) : null, canStart, pausedBecause: null, cancelledShift: null }
}
