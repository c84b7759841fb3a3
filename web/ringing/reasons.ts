import type { Tune } from './sound.ts'
import { alarmTune, softTune } from './tunes.ts'

/**
 * `absence`: a patient is alone in the room. `alert`: somebody is needed who is not at work. `call`: a patient comes.
 * `knock`: somebody asks to come in. `invitation`: a colleague asks for an opinion. `alarm`: nobody can take who can't wait.
 */
export type RingKind = 'absence' | 'alert' | 'call' | 'knock' | 'invitation' | 'alarm'

/** Why staff must hear and see something wherever they are: a value, in the reader's words. */
export interface RingReason {
  /** The same for the same event in every window: `call:018f…`. Seen once, it does not ring again. */
  readonly id: string
  readonly kind: RingKind
  /** Who and what, in one sentence: in the bar, the tab's title and the notification. */
  readonly title: string
  /** What goes on changing, such as for how long already: in the bar alone, and not read aloud by itself. */
  readonly aside?: string
  /** What more the notification says. */
  readonly detail?: string
  /** The words of the bar's one button, and the place of this site it leads to. */
  readonly action: string
  readonly to: string
  /** Stands in the bar as the way back, without ringing. */
  readonly quiet?: boolean
  /**
   * The words of a button that says it was seen, and takes it from the bar. Without one it is seen where it is shown, and
   * the bar keeps the way back.
   */
  readonly dismiss?: string
}

interface Ring {
  readonly tune: Tune
  /** Milliseconds from one ring to the next. */
  readonly every: number
}

/** How each kind rings, the most pressing first. */
export const rings: Readonly<Record<RingKind, Ring>> = {
  absence: { tune: softTune, every: 3_000 },
  alert: { tune: softTune, every: 3_000 },
  call: { tune: softTune, every: 3_000 },
  knock: { tune: softTune, every: 8_000 },
  invitation: { tune: softTune, every: 12_000 },
  alarm: { tune: alarmTune, every: 30_000 },
}

const order = Object.keys(rings)

/** Those that ring, the most pressing first: neither quiet nor seen. */
export function ringingOf(reasons: readonly RingReason[], seen: ReadonlySet<string>): RingReason[] {
  return inOrder(reasons.filter(({ id, quiet }) => quiet !== true && !seen.has(id)))
}

/** Those for the bar, what rings first: all but what is before the reader's eyes already, or was put away. */
export function barOf(
  reasons: readonly RingReason[],
  seen: ReadonlySet<string>,
  shown: ReadonlySet<string>,
): RingReason[] {
  const ringing = ringingOf(reasons, seen)
  const isLeft = (reason: RingReason): boolean => reason.dismiss === undefined || !seen.has(reason.id)
  const others = inOrder(reasons.filter((reason) => !ringing.includes(reason) && isLeft(reason)))
  return [...ringing, ...others].filter(({ id }) => !shown.has(id))
}

function inOrder(reasons: readonly RingReason[]): RingReason[] {
  return reasons.toSorted((one, next) => order.indexOf(one.kind) - order.indexOf(next.kind))
}
