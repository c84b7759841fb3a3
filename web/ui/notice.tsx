import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './notice.module.css'

/** `waiting`: to be supplied, not yet. `success`: connected, signed. `emergency`: only that, or what can't be undone. */
export type Tone = 'info' | 'waiting' | 'success' | 'emergency'

interface NoticeProps {
  tone?: Tone
  title?: ReactNode
  /** Said by screen readers when it appears; `alert` at once. */
  role?: 'status' | 'alert'
  children?: ReactNode
}

/** Words that stand out from the page. */
export function Notice({ tone = 'info', title, role, children }: NoticeProps) {
  return (
    <div className={classes(styles.notice, styles[tone])} role={role}>
      {title !== undefined && <p className={styles.title}>{title}</p>}
      {children}
    </div>
  )
}

/** One or two words beside a thing: its state. */
export function Tag({ tone = 'neutral', children }: { tone?: Tone | 'neutral'; children: ReactNode }) {
  return <span className={classes(styles.tag, styles[tone])}>{children}</span>
}
