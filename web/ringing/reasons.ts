/**
 * `absence`: a patient is alone in the room. `alert`: somebody is needed who is not at work. `call`: a patient comes.
 * `knock`: somebody asks to come in. `invitation`: a colleague asks for an opinion.
 */
export type RingKind = 'absence' | 'alert' | 'call' | 'knock' | 'invitation'

/** Why staff must hear and see something wherever they are: a value, in the reader's words. */
export interface RingReason {
  /** The same for the same event in every window: `call:018f…`. Seen once, it does not ring again. */
  readonly id: string
  readonly kind: RingKind
  /** Who and what, in one sentence: in the bar, the tab's title and the notification. */
  readonly title: string
  /** What more the notification says. */
  readonly detail?: string
  /** The words of the bar's one button, and the place of this site it leads to. */
  readonly action: string
  readonly to: string
  /** Stands in the bar as the way back, without ringing. */
  readonly quiet?: boolean
}

/** Milliseconds from one ring to the next; the most pressing kind first. */
export const ringEvery: Readonly<Record<RingKind, number>> = {
  absence: 3_000,
  alert: 3_000,
  call: 3_000,
  knock: 8_000,
  invitation: 12_000,
}

const order = Object.keys(ringEvery)

/** Those that ring, the most pressing first: neither quiet nor seen. */
export function ringingOf(reasons: readonly RingReason[], seen: ReadonlySet<string>): RingReason[] {
  return inOrder(reasons.filter(({ id, quiet }) => quiet !== true && !seen.has(id)))
}

/** Those for the bar, what rings first: all but what is before the reader's eyes already. */
export function barOf(
  reasons: readonly RingReason[],
  seen: ReadonlySet<string>,
  shown: ReadonlySet<string>,
): RingReason[] {
  const rings = ringingOf(reasons, seen)
  const others = inOrder(reasons.filter((reason) => !rings.includes(reason)))
  return [...rings, ...others].filter(({ id }) => !shown.has(id))
}

function inOrder(reasons: readonly RingReason[]): RingReason[] {
  return reasons.toSorted((one, next) => order.indexOf(one.kind) - order.indexOf(next.kind))
}
