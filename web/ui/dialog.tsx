import { useEffect, useId, useRef } from 'react'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './dialog.module.css'

interface DialogProps {
  heading: ReactNode
  /** Escape, the way back, or a press beside it. */
  onClose: () => void
  /** Buttons, the main one first. */
  actions?: ReactNode
  wide?: boolean
  /** There is more to read than to do: the focus begins at the heading, not at what can be pressed. */
  readFirst?: boolean
  children?: ReactNode
}

/** The browser's own modal dialog, open as long as it is rendered; the focus returns to where it was. */
export function Dialog({ heading, onClose, actions, wide = false, readFirst = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const title = useRef<HTMLHeadingElement>(null)
  const id = useId()
  useEffect(() => {
    const before = document.activeElement
    const element = dialog.current
    element?.showModal()
    title.current?.focus()
    return () => {
      element?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      className={classes(styles.dialog, wide && styles.wide)}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClose={() => {
        // Chrome holds no dialog open against a repeated Escape: it is closed, and whoever shows it decides.
        if (dialog.current === null || dialog.current.open) return
        onClose()
        setTimeout(() => {
          if (dialog.current?.open === false) dialog.current.showModal()
        })
      }}
      onPointerDown={(event) => {
        if (event.target !== dialog.current) return
        const { left, right, top, bottom } = dialog.current.getBoundingClientRect()
        const inside =
          event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom
        if (!inside) onClose()
      }}
    >
      <div className={styles.body}>
        <h1
          id={id}
          ref={readFirst ? title : undefined}
          tabIndex={readFirst ? -1 : undefined}
          className={styles.heading}
        >
          {heading}
        </h1>
        {children}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
    </dialog>
  )
}
