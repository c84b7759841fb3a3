import { VisuallyHidden } from './visually-hidden.tsx'
import styles from './spinner.module.css'

/** Turns beside words that say what is going on. */
export function Spinner() {
  return <span className={styles.spinner} aria-hidden="true" />
}

/** Holds the place of text to come. `label` is what a screen reader hears. */
export function Skeleton({ label, lines = 3 }: { label: string; lines?: number }) {
  return (
    <div className={styles.loading} role="status">
      <VisuallyHidden>{label}</VisuallyHidden>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className={styles.line} aria-hidden="true" />
      ))}
    </div>
  )
}
