import type { LetterWriter } from '../letters/postman.ts'
import { findCallToTell } from './call-letter-store.ts'
import { writeCallLetter } from './call-letter.ts'

/** About a consultation that is being called. */
export const callLetter: LetterWriter = async ({ db, clock, settings }, { about }) => {
  const call = await findCallToTell(db, about, clock.now())
  return call && writeCallLetter(call, settings.publicUrl)
}
