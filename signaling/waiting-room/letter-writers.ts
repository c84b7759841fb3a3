import type { LetterWriter } from '../letters/postman.ts'
import { writeCallLetter } from './call-letter.ts'
import { findCallToTell, findLongPause } from './letter-store.ts'
import { writePauseLetter } from './pause-letter.ts'

/** About a consultation that is being called. */
export const callLetter: LetterWriter = async ({ db, clock, settings }, { about }) => {
  const call = await findCallToTell(db, about, clock.now())
  return call && writeCallLetter(call, settings.publicUrl)
}

/** About a ticket whose place has ended because it was paused for too long. */
export const placeEndedLetter: LetterWriter = async ({ db, settings }, { about, happenedAt: pausedAt }) => {
  const pause = await findLongPause(db, about)
  return pause && writePauseLetter({ ...pause, pausedAt }, settings.publicUrl)
}
