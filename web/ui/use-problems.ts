import { useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'

/** A field with a problem, or the first choice of a group with one: only then a group is described. */
const firstProblem = '[aria-invalid=true], fieldset[aria-describedby] input:enabled'

interface Problems {
  form: RefObject<HTMLFormElement | null>
  /** Whether the reader wanted to go on: from then on problems are told. */
  told: boolean
  tell: () => void
}

/**
 * The button of a form may be far from what is said to a press: the focus goes into the first field with a problem, and why
 * the server refuses is scrolled into sight.
 *
 * @param saved Of a form that stays after it was saved: what was saved. Once it is something else, problems are told from the
 *   next press on.
 */
export function useProblems(error: unknown, saved?: unknown): Problems {
  const form = useRef<HTMLFormElement>(null)
  const [presses, setPresses] = useState(0)
  useEffect(() => {
    if (presses === 0) return
    const field = form.current?.querySelector<HTMLElement>(firstProblem)
    field?.focus({ preventScroll: true })
    field?.scrollIntoView({ block: 'center' })
  }, [presses])
  useEffect(() => {
    if (error !== undefined) form.current?.querySelector('[role=alert]')?.scrollIntoView({ block: 'center' })
  }, [error])
  useEffect(() => setPresses(0), [saved])
  return { form, told: presses > 0, tell: () => setPresses((count) => count + 1) }
}
