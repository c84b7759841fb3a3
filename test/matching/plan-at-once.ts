import { InVain } from '../../signaling/matching/in-vain.ts'
import { planMatches, type PlannedMatch } from '../../signaling/matching/plan.ts'
import type { History } from '../../signaling/matching/suitability.ts'
import type { DoctorOnDuty, WaitingTicket } from '../../signaling/waiting-room/rules/eligibility.ts'

/** The whole plan, without a turn for anybody else. */
export function planAtOnce(
  tickets: readonly WaitingTicket[],
  doctors: readonly DoctorOnDuty[],
  history: History,
  now: Temporal.Instant,
): PlannedMatch[] {
  const steps = planMatches(tickets, doctors, history, now, new InVain())
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
