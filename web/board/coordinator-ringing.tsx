import { duration } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { useNow } from '../language/use-now.ts'
import { useBoard } from '../live/use-board.ts'
import { Ringing } from '../ringing/ringing.tsx'
import { alarmReasons } from './alarms.ts'
import { useBoardNames } from './names.ts'
import { boardWords } from './words.ts'

/** Whatever page a coordinator has open, they hear of who can't wait and has nobody. */
export function CoordinatorRinging() {
  const t = useWords(boardWords)
  const { queue: queueName } = useBoardNames()
  const language = useLanguage()
  const { value: board } = useBoard()
  const now = useNow(10)
  return (
    <Ringing
      reasons={alarmReasons(board?.tickets ?? [], now, {
        t,
        queueName,
        duration: (minutes) => duration(minutes, language),
      })}
      // The hospital never closes: the next alarm may come at any time.
      expected={board !== undefined}
    />
  )
}
