import { useEffect, useRef, useState } from 'react'
import type { BoardTicket } from '../../../signaling/board/contract.ts'
import { device } from '../../storage/storage.ts'

const soundKey = 'qiaoyi.board.sound'

/** Whether an arrival makes a sound; kept in this browser. */
export function useSoundSwitch(): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => device.read(soundKey) !== 'off')
  return [
    on,
    (wanted) => {
      device.write(soundKey, wanted ? 'on' : 'off')
      setOn(wanted)
      if (wanted) chime()
    },
  ]
}

let audio: AudioContext | undefined

const arrivalNotes = [659, 880]
const alarmNotes = [880, 659, 880, 659, 880]

/** A few soft notes. Before the page's first press browsers play nothing: then there is the title and the words. */
function chime(pitches: readonly number[] = arrivalNotes): void {
  audio ??= new AudioContext()
  void audio.resume()
  for (const [index, pitch] of pitches.entries()) {
    const starts = audio.currentTime + index * 0.16
    const note = audio.createOscillator()
    const volume = audio.createGain()
    note.frequency.value = pitch
    volume.gain.setValueAtTime(0, starts)
    volume.gain.linearRampToValueAtTime(0.06, starts + 0.02)
    volume.gain.exponentialRampToValueAtTime(0.001, starts + 0.4)
    note.connect(volume).connect(audio.destination)
    note.start(starts)
    note.stop(starts + 0.45)
  }
}

/** For how long an arrival is marked on the list, milliseconds. */
const newFor = 60_000

interface Arrivals {
  /** Tickets that came within the last minute while the board was open. */
  readonly fresh: ReadonlySet<string>
  /** How many came since somebody last looked at this page: for its title. */
  readonly unseen: number
}

/** Notices who joins the queue: `onArrival` is called with those that are new since the last list. */
export function useArrivals(
  tickets: readonly BoardTicket[],
  sound: boolean,
  onArrival: (arrived: readonly BoardTicket[]) => void,
): Arrivals {
  const known = useRef<Set<string>>(undefined)
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set())
  const [unseen, setUnseen] = useState(0)
  const latest = useRef({ sound, onArrival })
  latest.current = { sound, onArrival }
  const timers = useRef<ReturnType<typeof setTimeout>[]>([])
  useEffect(() => {
    const before = known.current
    known.current = new Set([...(before ?? []), ...tickets.map(({ id }) => id)])
    if (before === undefined) return
    const arrived = tickets.filter(({ id }) => !before.has(id))
    if (arrived.length === 0) return
    setFresh((former) => new Set([...former, ...arrived.map(({ id }) => id)]))
    timers.current.push(
      setTimeout(() => {
        const gone = new Set(arrived.map(({ id }) => id))
        setFresh((former) => new Set([...former].filter((id) => !gone.has(id))))
      }, newFor),
    )
    if (!document.hasFocus()) setUnseen((former) => former + arrived.length)
    if (latest.current.sound) chime()
    latest.current.onArrival(arrived)
  }, [tickets])
  useEffect(() => {
    const look = (): void => setUnseen(0)
    window.addEventListener('focus', look)
    const running = timers.current
    return () => {
      window.removeEventListener('focus', look)
      for (const timer of running) clearTimeout(timer)
    }
  }, [])
  return { fresh, unseen }
}

/** How often the board sounds again while somebody who can't wait has nobody, milliseconds. */
const alarmAgainMs = 30_000

/** Sounds for tickets that can't wait and have nobody: when one is alarmed, `onAlarm` is called, and again until none is left. */
export function useAlarms(
  tickets: readonly BoardTicket[],
  sound: boolean,
  onAlarm: (ticket: BoardTicket) => void,
): void {
  const told = useRef(new Set<string>())
  const latest = useRef(onAlarm)
  latest.current = onAlarm
  const alarmed = tickets.filter(({ alarmedAt, blocked }) => alarmedAt !== null && blocked !== 'paused')
  const any = alarmed.length > 0
  useEffect(() => {
    for (const ticket of alarmed) {
      const alarm = `${ticket.id} ${ticket.alarmedAt ?? ''}`
      if (told.current.has(alarm)) continue
      told.current.add(alarm)
      latest.current(ticket)
      if (sound) chime(alarmNotes)
    }
  }, [alarmed, sound])
  useEffect(() => {
    if (!any || !sound) return undefined
    const again = setInterval(() => chime(alarmNotes), alarmAgainMs)
    return () => clearInterval(again)
  }, [any, sound])
}
