import { defineNews } from '../live/news.ts'
import { defineReaction } from '../live/reaction.ts'
import type { Specialty } from '../shapes.ts'

/**
 * Shifts of an expert are cancelled with whatever is booked in them: one by a coordinator, or all because the doctor may sign in no
 * more. The transaction holds the expert's lock. Whatever else takes shifts out of the roster leaves those that are booked.
 * Whoever reacts answers how many appointments were cancelled with it.
 */
export const shiftsCancelled = defineReaction<
  { readonly shiftIds: readonly string[]; readonly now: Temporal.Instant },
  number
>('shiftsCancelled')

/** Whether this expert takes patients, or will, is another. */
export const dutyNews = defineNews<{ readonly expertId: string; readonly specialties: readonly Specialty[] }>(
  'dutyNews',
)
