import { useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { BoardTicket } from '../../signaling/board/contract.ts'
import { useWords } from '../language/language.ts'
import { actionKeys } from './choosing.ts'
import type { Action } from './choosing.ts'
import styles from './list.module.css'
import { WaitingRow } from './waiting-row.tsx'
import { boardWords } from './words.ts'

interface WaitingListProps {
  tickets: readonly BoardTicket[]
  fresh: ReadonlySet<string>
  onAction: (action: Action, ticket: BoardTicket) => void
  onHelp: () => void
}

/** Who waits, in the order in which they will be called. One stop for the Tab key; arrows move in it, letters act. */
export function WaitingList({ tickets, fresh, onAction, onHelp }: WaitingListProps) {
  const t = useWords(boardWords)
  const body = useRef<HTMLTableSectionElement>(null)
  const [current, setCurrent] = useState<string>()
  const stop = tickets.some(({ id }) => id === current) ? current : tickets[0]?.id

  const move = (to: number): void => {
    const rows = body.current?.rows
    rows?.[Math.min(Math.max(to, 0), rows.length - 1)]?.focus()
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.metaKey || event.ctrlKey || event.altKey) return
    const row = (event.target as HTMLElement).closest('tr')
    if (row === null || row.parentElement !== body.current) return
    const index = row.sectionRowIndex
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: tickets.length - 1,
    }
    const step = steps[event.key]
    const action = actionKeys[event.key.toLowerCase()]
    const ticket = tickets[index]
    if (step !== undefined) move(step)
    else if (event.key === '?') onHelp()
    else if (action !== undefined && ticket !== undefined) onAction(action, ticket)
    else return
    event.preventDefault()
  }

  return (
    // The ARIA pattern of a grid: one stop for the Tab key, arrows inside.
    // oxlint-disable-next-line no-noninteractive-element-to-interactive-role
    <table role="grid" className={styles.list} onKeyDown={onKey}>
      <thead>
        <tr>
          <th scope="col">{t('list.number')}</th>
          <th scope="col">{t('list.patient')}</th>
          <th scope="col">{t('list.complaint')}</th>
          <th scope="col">{t('list.queue')}</th>
          <th scope="col">{t('list.wait')}</th>
          <th scope="col">{t('list.actions')}</th>
        </tr>
      </thead>
      <tbody ref={body}>
        {tickets.map((ticket) => (
          <WaitingRow
            key={ticket.id}
            ticket={ticket}
            fresh={fresh.has(ticket.id)}
            reachable={ticket.id === stop}
            onReached={() => setCurrent(ticket.id)}
            onAction={onAction}
          />
        ))}
      </tbody>
    </table>
  )
}
