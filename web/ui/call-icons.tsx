import { lineIcon } from './icons.tsx'

/** Icons of the call, which come with it. */
export function MicrophoneIcon({ off = false }: { off?: boolean }) {
  return lineIcon(
    <>
      <rect x="9" y="3" width="6" height="11" rx="3" />
      <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />
      {off && <path d="M4 4l16 16" />}
    </>,
  )
}

export function CameraIcon({ off = false }: { off?: boolean }) {
  return lineIcon(
    <>
      <rect x="3" y="6.5" width="12" height="11" rx="2" />
      <path d="M15 11l6-3.5v9L15 13" />
      {off && <path d="M4 4l16 16" />}
    </>,
  )
}

export function VoiceIcon() {
  return lineIcon(<path d="M4 10v4M8 7v10M12 4v16M16 8v8M20 10.5v3" />)
}

export function LeaveIcon() {
  return lineIcon(<path d="M14 4H5.5v16H14M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5" />)
}

export function ChatIcon() {
  return lineIcon(<path d="M4 5h16v11.5H11L6.5 20v-3.5H4zM8 9h8M8 12.5h5" />)
}

export function TurnIcon() {
  return lineIcon(<path d="M4 12a8 8 0 0 1 14-5.3L20 9M20 4v5h-5M20 12a8 8 0 0 1-14 5.3L4 15M4 20v-5h5" />)
}
