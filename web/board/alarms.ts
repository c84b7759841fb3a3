import type { BoardTicket } from '../../signaling/board/contract.ts'
import type { QueueName } from '../../signaling/shapes.ts'
import { minutesSince } from '../language/clock.ts'
import type { SayOf } from '../language/language.ts'
import type { RingReason } from '../ringing/reasons.ts'
import type { boardWords } from './words.ts'

interface Words {
  readonly t: SayOf<typeof boardWords>
  readonly queueName: (queue: QueueName) => string
  readonly duration: (minutes: number) => string
}

/**
 * Why a coordinator is rung: each who can't wait and whom nobody free may take, the latest alarm first, so that another one is
 * heard at once. Who it is and what they have stands on the board alone: others may see the title and the bar.
 */
export function alarmReasons(
  tickets: readonly BoardTicket[],
  now: string,
  { t, queueName, duration }: Words,
): RingReason[] {
  return tickets
    .flatMap(({ id, number, queue, status, alarmedAt, blocked, arrivedAt }) => {
      if (status !== 'waiting' || queue === null || alarmedAt === null || blocked === 'paused') return []
      const reason: RingReason = {
        id: `alarm:${id}:${alarmedAt}`,
        kind: 'alarm',
        title: t('alarm.one', { number, queue: queueName(queue) }),
        aside: t('alarm.waits', { time: duration(minutesSince(arrivedAt, now)) }),
        action: t('alarm.toBoard'),
        to: '/',
        dismiss: t('alarm.seen'),
      }
      return [{ reason, alarmedAt: Date.parse(alarmedAt) }]
    })
    .toSorted((one, other) => other.alarmedAt - one.alarmedAt)
    .map(({ reason }) => reason)
}
