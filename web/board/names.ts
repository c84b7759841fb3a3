import type { BoardTicket } from '../../signaling/board/contract.ts'
import type { QueueName } from '../../signaling/shapes.ts'
import type { MatchReason } from '../../signaling/shapes.ts'
import { duration } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { nameWords } from '../names/words.ts'
import { boardWords } from './words.ts'

interface BoardNames {
  readonly queue: (queue: QueueName) => string
  readonly age: (age: BoardTicket['age']) => string | undefined
  /** Why this doctor, said to a third person. */
  readonly reason: (reason: MatchReason) => string
}

/** What the board calls queues, ages and the reasons of a match. */
export function useBoardNames(): BoardNames {
  const t = useWords(boardWords)
  const names = useWords(nameWords)
  const language = useLanguage()
  return {
    queue: (queue) => (queue === 'triage' ? t('queue.triage') : names(`specialty.${queue}`)),
    age: (age) => {
      if (age === null) return undefined
      return age === 0 ? t('ticket.infant') : t('ticket.age', { count: age })
    },
    reason: ({ code, language: spoken, specialty, instead, minutes = 0, count = 0 }) => {
      const said = spoken === undefined ? '' : names(`spoken.${spoken}`)
      const named = specialty === undefined ? '' : names(`specialty.${specialty}`)
      switch (code) {
        case 'specialty':
        case 'specialtyByTriage':
          return t(`reason.${code}`, { specialty: named })
        case 'standsIn':
          return t('reason.standsIn', {
            specialty: named,
            instead: instead === undefined ? '' : names(`specialty.${instead}`),
          })
        case 'language':
        case 'languageBasic':
          return t(`reason.${code}`, { language: said })
        case 'continuity':
          return t('reason.continuity', { count })
        case 'waitedLongest':
          return t('reason.waitedLongest', { time: duration(minutes, language) })
        default:
          return t(`reason.${code}`)
      }
    },
  }
}
