import type { ReactNode } from 'react'
import styles from './icons.module.css'

/** A line icon, beside words and never instead of them; in the colour of the text. */
export function lineIcon(children: ReactNode): ReactNode {
  return (
    <svg className={styles.icon} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  )
}

export function HomeIcon() {
  return lineIcon(<path d="M4 11.5 12 4l8 7.5M6.5 10v9.5h11V10M10 19.5v-5h4v5" />)
}

export function RecordsIcon() {
  return lineIcon(<path d="M6 3.5h8.5L18.5 8v12.5H6zM14 3.5V8.5h4.5M9 13h6.5M9 16.5h6.5" />)
}

export function FamilyIcon() {
  return lineIcon(
    <>
      <circle cx="9" cy="8" r="3.5" />
      <path d="M3 20c0-4 2.5-6 6-6s6 2 6 6M15.5 5a3 3 0 0 1 0 6M17.5 14.5c2.2.7 3.5 2.5 3.5 5.5" />
    </>,
  )
}

export function SettingsIcon() {
  return lineIcon(
    <>
      <path d="M4 7h9M19 7h1M4 17h1M11 17h9" />
      <circle cx="16" cy="7" r="2.5" />
      <circle cx="8" cy="17" r="2.5" />
    </>,
  )
}
