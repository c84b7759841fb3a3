import type { Participant } from '../../signaling/consultations/contract.ts'
import { type Named, useExpertWords } from '../names/expert-words.ts'

type Seat = Pick<Participant, 'name' | 'nameLatin'>

/** Whoever has a seat in a visit, by the names that are known: of doctors and experts both, of others the one they gave. */
export function namedIn({ name, nameLatin }: Seat): Named {
  return { nameHan: name, nameLatin: nameLatin ?? '' }
}

/** Their name in the script that the reader can read. */
export function useSeatName(): (seat: Seat) => string {
  const words = useExpertWords()
  return (seat) => words.name(namedIn(seat))
}
