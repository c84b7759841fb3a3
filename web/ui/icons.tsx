import type { ReactNode } from 'react'
import styles from './icons.module.css'

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg className={styles.icon} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  )
}

/** Line icons beside words, never instead of them; in the colour of the text. */
export function HomeIcon() {
  return (
    <Icon>
      <path d="M4 11.5 12 4l8 7.5M6.5 10v9.5h11V10M10 19.5v-5h4v5" />
    </Icon>
  )
}

export function RecordsIcon() {
  return (
    <Icon>
      <path d="M6 3.5h8.5L18.5 8v12.5H6zM14 3.5V8.5h4.5M9 13h6.5M9 16.5h6.5" />
    </Icon>
  )
}

export function FamilyIcon() {
  return (
    <Icon>
      <circle cx="9" cy="8" r="3.5" />
      <path d="M3 20c0-4 2.5-6 6-6s6 2 6 6M15.5 5a3 3 0 0 1 0 6M17.5 14.5c2.2.7 3.5 2.5 3.5 5.5" />
    </Icon>
  )
}

export function SettingsIcon() {
  return (
    <Icon>
      <path d="M4 7h9M19 7h1M4 17h1M11 17h9" />
      <circle cx="16" cy="7" r="2.5" />
      <circle cx="8" cy="17" r="2.5" />
    </Icon>
  )
}

export function MicrophoneIcon({ off = false }: { off?: boolean }) {
  return (
    <Icon>
      <rect x="9" y="3" width="6" height="11" rx="3" />
      <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />
      {off && <path d="M4 4l16 16" />}
    </Icon>
  )
}

export function CameraIcon({ off = false }: { off?: boolean }) {
  return (
    <Icon>
      <rect x="3" y="6.5" width="12" height="11" rx="2" />
      <path d="M15 11l6-3.5v9L15 13" />
      {off && <path d="M4 4l16 16" />}
    </Icon>
  )
}

export function VoiceIcon() {
  return (
    <Icon>
      <path d="M4 10v4M8 7v10M12 4v16M16 8v8M20 10.5v3" />
    </Icon>
  )
}

export function LeaveIcon() {
  return (
    <Icon>
      <path d="M14 4H5.5v16H14M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5" />
    </Icon>
  )
}

export function ChatIcon() {
  return (
    <Icon>
      <path d="M4 5h16v11.5H11L6.5 20v-3.5H4zM8 9h8M8 12.5h5" />
    </Icon>
  )
}

export function TurnIcon() {
  return (
    <Icon>
      <path d="M4 12a8 8 0 0 1 14-5.3L20 9M20 4v5h-5M20 12a8 8 0 0 1-14 5.3L4 15M4 20v-5h5" />
    </Icon>
  )
}
