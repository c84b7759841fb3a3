import type { ReactNode } from 'react'
import styles from './state.module.css'

/** Nothing here yet: what will appear, and the first step as a button. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: ReactNode
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className={styles.state}>
      <h2>{title}</h2>
      {children !== undefined && <p className={styles.detail}>{children}</p>}
      {action}
    </div>
  )
}
