import { useId } from 'react'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './card.module.css'

interface CardProps {
  heading?: ReactNode
  /** Beside the heading: a state, a small button. */
  aside?: ReactNode
  /** Without the shadow: in lists. */
  flat?: boolean
  className?: string | undefined
  children?: ReactNode
}

/** One thing on the paper: a region named by its heading. */
export function Card({ heading, aside, flat = false, className, children }: CardProps) {
  const id = useId()
  return (
    <section
      className={classes(styles.card, flat && styles.flat, className)}
      aria-labelledby={heading === undefined ? undefined : id}
    >
      {heading !== undefined && (
        <div className={styles.heading}>
          <h2 id={id}>{heading}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  )
}
