import type { LetterWriter } from '../letters/postman.ts'
import { writeClearedLetter } from './cleared-letter.ts'
import { findCleared, findLongPause } from './letter-store.ts'
import { writePauseLetter } from './pause-letter.ts'

/** About a ticket whose place has ended: because it was paused for too long, or with all others of its account. */
export const placeEndedLetter: LetterWriter = async ({ db, settings }, { about, happenedAt: pausedAt }) => {
  const cleared = await findCleared(db, about)
  if (cleared !== undefined) return writeClearedLetter(cleared, settings.publicUrl)
  const pause = await findLongPause(db, about)
  return pause && writePauseLetter({ ...pause, pausedAt }, settings.publicUrl)
}
