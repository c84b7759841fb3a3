import { useEffect, useState, useSyncExternalStore } from 'react'
import { Listeners } from '../listeners.ts'
import styles from './toast.module.css'

interface Toast {
  readonly id: number
  readonly text: string
  readonly action: { readonly label: string; readonly run: () => void } | undefined
  readonly lasts: number
}

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Listeners()

function change(next: readonly Toast[]): void {
  toasts = next
  listeners.tell()
}

function dismiss(id: number): void {
  change(toasts.filter((toast) => toast.id !== id))
}

/**
 * Says shortly what has been done, for six seconds, or ten with an action such as undo; as long as it is read. Nothing
 * that matters may stand only here.
 */
export function showToast(text: string, action?: { label: string; run: () => void }): void {
  lastId += 1
  const id = lastId
  change([...toasts.slice(-2), { id, text, action, lasts: action === undefined ? 6_000 : 10_000 }])
}

/** Where toasts appear; once, in the application's root. */
export function Toasts() {
  const shown = useSyncExternalStore(listeners.add, () => toasts)
  return (
    <div className={styles.toasts} role="status">
      {shown.map((toast) => (
        <Shown key={toast.id} toast={toast} />
      ))}
    </div>
  )
}

/** Goes by itself; not while it is under the pointer or has the focus: somebody is reading it, or about to press. */
function Shown({ toast: { id, text, action, lasts } }: { toast: Toast }) {
  const [pointed, setPointed] = useState(false)
  const [focused, setFocused] = useState(false)
  const held = pointed || focused
  useEffect(() => {
    if (held) return undefined
    const timer = setTimeout(() => dismiss(id), lasts)
    return () => clearTimeout(timer)
  }, [id, lasts, held])
  return (
    <div
      className={styles.toast}
      onPointerEnter={() => setPointed(true)}
      // A finger that is lifted points at nothing.
      onPointerLeave={() => setPointed(false)}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
    >
      {text}
      {action !== undefined && (
        <button
          type="button"
          className={styles.action}
          onClick={() => {
            action.run()
            dismiss(id)
          }}
        >
          {action.label}
        </button>
      )}
    </div>
  )
}
