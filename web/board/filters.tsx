import type { ReactNode } from 'react'
import type { BoardTicket } from '../../signaling/board/contract.ts'
import { specialties, urgencies } from '../../signaling/vocabulary.ts'
import { useWords } from '../language/language.ts'
import { fits } from './choosing.ts'
import type { Filter } from './choosing.ts'
import styles from './filters.module.css'
import { useBoardNames } from './names.ts'
import { boardWords } from './words.ts'

interface FiltersProps {
  waiting: readonly BoardTicket[]
  filter: Filter
  onFilter: (filter: Filter) => void
}

/** How many wait, by specialty and by urgency; a press shows only those. */
export function Filters({ waiting, filter, onFilter }: FiltersProps) {
  const t = useWords(boardWords)
  const name = useBoardNames()
  const count = (wanted: Filter): number => waiting.filter((ticket) => fits(ticket, wanted)).length
  const queues = (['triage', ...specialties] as const).filter(
    (queue) => queue === filter.queue || waiting.some((ticket) => ticket.queue === queue),
  )
  return (
    <div className={styles.filters}>
      <div role="group" aria-label={t('filter.queue')} className={styles.group}>
        <Toggle chosen={filter.queue === undefined} onPress={() => onFilter({ ...filter, queue: undefined })}>
          {t('queue.all')} <b>{count({ ...filter, queue: undefined })}</b>
        </Toggle>
        {queues.map((queue) => (
          <Toggle key={queue} chosen={filter.queue === queue} onPress={() => onFilter({ ...filter, queue })}>
            {name.queue(queue)} <b>{count({ ...filter, queue })}</b>
          </Toggle>
        ))}
      </div>
      <div role="group" aria-label={t('filter.urgency')} className={styles.group}>
        {urgencies.map((urgency) => {
          const chosen = filter.urgency === urgency
          return (
            <Toggle
              key={urgency}
              chosen={chosen}
              onPress={() => onFilter({ ...filter, urgency: chosen ? undefined : urgency })}
            >
              {t(`urgency.${urgency}`)} <b>{count({ ...filter, urgency })}</b>
            </Toggle>
          )
        })}
      </div>
    </div>
  )
}

function Toggle({ chosen, onPress, children }: { chosen: boolean; onPress: () => void; children: ReactNode }) {
  return (
    <button type="button" className={styles.toggle} aria-pressed={chosen} onClick={onPress}>
      {children}
    </button>
  )
}
