import type { ReactNode } from 'react'
import styles from './visually-hidden.module.css'

interface VisuallyHiddenProps {
  /** A heading where the screen shows by other means what it is about. */
  as?: 'span' | 'h1' | 'h2'
  children: ReactNode
}

/** For screen readers only. */
export function VisuallyHidden({ as: Element = 'span', children }: VisuallyHiddenProps) {
  return <Element className={styles.hidden}>{children}</Element>
}
