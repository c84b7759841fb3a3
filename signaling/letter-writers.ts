import { bookedLetter, cancelledLetter } from './appointments/letter-writers.ts'
import type { LetterWriters } from './letters/postman.ts'
import { callLetter } from './matching/letter-writers.ts'
import { placeEndedLetter } from './waiting-room/letter-writers.ts'

/** Who writes what: the rooms that leave letters to be sent. */
export const letterWriters: LetterWriters = {
  call: callLetter,
  placeEnded: placeEndedLetter,
  booked: bookedLetter,
  cancelled: cancelledLetter,
}
