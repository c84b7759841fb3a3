import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './table.module.css'

interface TableProps {
  children: ReactNode
  /** For widths of columns. */
  className?: string | undefined
}

/** A framed table; on a narrow screen each of its rows is a block. */
export function Table({ children, className }: TableProps) {
  return (
    <div className={styles.frame}>
      <table className={classes(styles.table, className)}>{children}</table>
    </div>
  )
}
