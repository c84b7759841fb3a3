import { useEffect } from 'react'
import type { KeyboardEvent, RefObject } from 'react'

/** What the keyboard stops at in the table. */
const stops = 'button[data-stop]'

/**
 * One stop for the Tab key in a table of buttons; the arrow keys move from button to button in a row, and between rows within
 * a column.
 */
export function useArrowKeys(table: RefObject<HTMLTableElement | null>): (event: KeyboardEvent) => void {
  useEffect(() => {
    const all = [...(table.current?.querySelectorAll<HTMLButtonElement>(stops) ?? [])]
    const reachable = all.filter((button) => button.tabIndex === 0)
    if (reachable.length === 1) return
    for (const button of all) button.tabIndex = -1
    const first = reachable[0] ?? all[0]
    if (first !== undefined) first.tabIndex = 0
  })
  return (event) => {
    const from = (event.target as HTMLElement).closest<HTMLButtonElement>(stops)
    const to = from === null || table.current === null ? undefined : next(table.current, from, event.key)
    if (from === null || to === undefined) return
    event.preventDefault()
    from.tabIndex = -1
    to.tabIndex = 0
    to.focus()
  }
}

function next(table: HTMLTableElement, from: HTMLButtonElement, key: string): HTMLButtonElement | undefined {
  const row = from.closest('tr')
  const column = from.closest('td')?.cellIndex
  if (row === null || column === undefined) return undefined
  const inRow = [...row.querySelectorAll<HTMLButtonElement>(stops)]
  const at = inRow.indexOf(from)
  if (key === 'ArrowRight') return inRow[at + 1]
  if (key === 'ArrowLeft') return inRow[at - 1]
  if (key === 'Home') return inRow[0]
  if (key === 'End') return inRow.at(-1)
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined
  const rows = [...table.rows].filter((one) => one.querySelector(stops) !== null)
  const step = key === 'ArrowDown' ? 1 : -1
  for (let index = rows.indexOf(row) + step; index >= 0 && index < rows.length; index += step) {
    const found = rows[index]?.cells[column]?.querySelector<HTMLButtonElement>(stops)
    if (found != null) return found
  }
  return undefined
}
