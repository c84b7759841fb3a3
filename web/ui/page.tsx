import type { ReactNode } from 'react'
import { goBack } from '../navigation/navigation.ts'
import { Button } from './button.tsx'
import { classes } from './classes.ts'
import styles from './page.module.css'

interface PageProps {
  title: string
  /** Under the title. */
  lead?: ReactNode
  /** With words for the way back, and the place that it leads to. */
  back?: { label: string; to: string }
  /** How wide the column is: for reading, for tables, or the whole window. */
  width?: 'column' | 'wide' | 'full'
  /** Another title for the tab than the one on the page. */
  tabTitle?: string
  /** The title is not shown: the screen shows it otherwise. */
  untitled?: boolean
  children: ReactNode
}

/** One screen's column, with its one `h1` and the tab's title. */
export function Page({ title, lead, back, width = 'column', tabTitle, untitled = false, children }: PageProps) {
  return (
    <div className={classes(styles.page, width !== 'column' && styles[width])}>
      <title>{`${tabTitle ?? title} · 侨医 Qiaoyi`}</title>
      {!untitled && (
        <div className={styles.head}>
          {back !== undefined && (
            <Button kind="plain" small className={styles.back} onClick={() => goBack(back.to)}>
              <span aria-hidden="true">←</span>
              {back.label}
            </Button>
          )}
          <h1>{title}</h1>
          {lead !== undefined && <p className={styles.lead}>{lead}</p>}
        </div>
      )}
      {children}
    </div>
  )
}

/** Things one below the other. */
export function Stack({ children }: { children: ReactNode }) {
  return <div className={styles.stack}>{children}</div>
}

/** Things side by side, wrapping. */
export function Row({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>
}
