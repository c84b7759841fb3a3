import { useEffect, useRef, useState } from 'react'
import type { BoardTicket } from '../../signaling/board/contract.ts'
import { play } from '../ringing/sound.ts'
import { faintTune } from '../ringing/tunes.ts'
import { device } from '../storage/storage.ts'

const soundKey = 'qiaoyi.board.sound'

/** Whether an arrival makes a sound; kept in this browser. */
export function useSoundSwitch(): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => device.read(soundKey) !== 'off')
  return [
    on,
    (wanted) => {
      device.write(soundKey, wanted ? 'on' : 'off')
      setOn(wanted)
      if (wanted) play(faintTune)
    },
  ]
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
    if (latest.current.sound) play(faintTune)
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
