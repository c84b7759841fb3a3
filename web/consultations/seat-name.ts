import type { Participant } from '../../signaling/consultations/contract.ts'
import { useExpertWords } from '../names/expert-words.ts'

/** The name of whoever has a seat in a visit, in the script that the reader can read: of doctors and experts both are known. */
export function useSeatName(): (seat: Pick<Participant, 'name' | 'nameLatin'>) => string {
  const words = useExpertWords()
  return ({ name, nameLatin }) => words.name({ nameHan: name, nameLatin: nameLatin ?? '' })
}
