import { defineNews } from '../live/news.ts'
import { defineReaction } from '../live/reaction.ts'

/**
 * A place is given up while its patient is being called. The transaction holds the call.
 * Whoever reacts answers whether the call has ended with it: not where the patient has answered.
 */
export const callGivenUp = defineReaction<
  { readonly consultationId: string; readonly by: string; readonly now: Temporal.Instant },
  boolean
>('callGivenUp')

/** A place is another, or what is said of it; with the experts before whose eyes it waits. */
export const placeNews = defineNews<{ readonly servingExpertIds: readonly string[] }>('placeNews')
