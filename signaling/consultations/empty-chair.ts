/**
 * A doctor's page is in the room by itself: nothing tells whether the doctor sits before it. Two families who leave at once, one after
 * the other, have likely seen an empty chair; one alone may have a link that breaks, or mean harm. An account is heard with the first
 * visit of a day that it leaves at once, whomever it leaves: it pauses one doctor a day at most, and only where another is heard.
 */

/** Between the ends of two visits that tell of one chair: time for a call, and for a look at it. */
export const sameChair = { minutes: 10 }
export const heardAgainHours = 24

/** A visit of a doctor, answered by its patient and ended. */
export interface EndedVisit {
  readonly accountId: string
  /** Its patient left at once. */
  readonly leftAtOnce: boolean
  /** The account had left nobody at once for {@link heardAgainHours}. */
  readonly isFirst: boolean
}

/**
 * Whether nobody is likely to sit where the last of these visits was.
 * @param visits those of one doctor that ended within {@link sameChair}, the newest first
 */
export function isChairEmpty([last, ...before]: readonly EndedVisit[]): boolean {
  if (last === undefined || !isHeard(last)) return false
  const stayed = before.findIndex(({ leftAtOnce }) => !leftAtOnce)
  const alike = stayed === -1 ? before : before.slice(0, stayed)
  return alike.some((visit) => isHeard(visit) && visit.accountId !== last.accountId)
}

function isHeard({ leftAtOnce, isFirst }: EndedVisit): boolean {
  return leftAtOnce && isFirst
}
