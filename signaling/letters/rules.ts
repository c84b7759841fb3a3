import type { letterKinds } from '../vocabulary.ts'

/** What a letter tells of: a call, a place that ended, an appointment. */
export type LetterKind = (typeof letterKinds)[number]

/** Seconds until a letter that failed is tried again: five, then twice as long each time, up to an hour. */
const firstPause = 5
const longestPause = 3_600

/** A mail server that is away for longer has more to mend than this letter. Hours. */
const givenUpAfter = 24

/**
 * When a letter that could not be sent is tried again; undefined where that is given up. Whether it is still worth sending is
 * for its writer to say, at each try.
 * @param failures how often it has failed by now, at least once
 */
export function nextTry(
  { askedAt, failures }: { readonly askedAt: Temporal.Instant; readonly failures: number },
  now: Temporal.Instant,
): Temporal.Instant | undefined {
  const next = now.add({ seconds: Math.min(longestPause, firstPause * 2 ** Math.min(failures - 1, 20)) })
  return Temporal.Instant.compare(next, askedAt.add({ hours: givenUpAfter })) > 0 ? undefined : next
}
