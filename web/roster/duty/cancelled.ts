import type { DutyState } from '../../../signaling/roster/contract.ts'
import type { During } from '../../../signaling/shapes.ts'
import { isToCome } from '../../language/clock.ts'

/** The shift that a doctor would have now or next, had a coordinator not cancelled it. */
export function cancelledOf(duty: DutyState | undefined, now: string): During | undefined {
  if (duty?.state !== 'off' || duty.canStart) return undefined
  const { cancelledShift } = duty
  return cancelledShift != null && isToCome(cancelledShift.end, now) ? cancelledShift : undefined
}
