import type { LetterWriter } from '../letters/postman.ts'
import { findLongPause } from './letter-store.ts'
import { writePauseLetter } from './pause-letter.ts'

/** About a ticket whose place has ended because it was paused for too long. */
export const placeEndedLetter: LetterWriter = async ({ db, settings }, { about, happenedAt: pausedAt }) => {
  const pause = await findLongPause(db, about)
  return pause && writePauseLetter({ ...pause, pausedAt }, settings.publicUrl)
}
