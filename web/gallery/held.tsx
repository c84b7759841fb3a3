import { useState } from 'react'
import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'

interface HeldProps<Value> {
  start: Value
  children: (value: Value, hold: (value: Value) => void) => ReactNode
}

/** Keeps what is chosen in a piece that leaves this to whoever shows it. */
export function Held<Value>({ start, children }: HeldProps<Value>): ReactNode {
  const [value, setValue] = useState(() => start)
  return children(value, (next) => setValue(() => next))
}

interface OpenedProps {
  label: string
  children: (close: () => void) => ReactNode
}

/** A button, and what it opens. */
export function Opened({ label, children }: OpenedProps): ReactNode {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button kind="quiet" onClick={() => setOpen(true)}>
        {label}
      </Button>
      {open && children(() => setOpen(false))}
    </>
  )
}
