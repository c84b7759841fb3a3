import { useCallback, useEffect, useRef, useState } from 'react'
import { listDevices, readDevices, whyNoDevice } from '../carrier/devices.ts'

export type Checked = 'starting' | 'on' | 'missing' | 'refused' | 'busy'

interface OwnDevices {
  readonly started: boolean
  readonly stream: MediaStream | undefined
  readonly camera: Checked
  readonly microphone: Checked
  /** All there are; named only once the browser was allowed to use one. */
  readonly list: readonly MediaDeviceInfo[]
  /** Asks for camera and microphone, again after another one was chosen. */
  readonly start: () => void
  readonly stop: () => void
}

/** One device at a time: where the camera is refused, the microphone may still be had. */
async function ask(constraints: MediaStreamConstraints): Promise<MediaStreamTrack | 'missing' | 'refused' | 'busy'> {
  // Without a secure context there is no `mediaDevices` at all.
  if (!('mediaDevices' in navigator)) return 'missing'
  try {
    const [track] = (await navigator.mediaDevices.getUserMedia(constraints)).getTracks()
    return track ?? 'missing'
  } catch (reason) {
    return whyNoDevice(reason)
  }
}

/** One's camera and microphone, tried out; given back when the component goes. */
export function useOwnDevices(): OwnDevices {
  const [round, setRound] = useState(0)
  const [found, setFound] = useState<Pick<OwnDevices, 'stream' | 'camera' | 'microphone' | 'list'>>(nothing)
  const wanted = useRef(0)
  useEffect(() => {
    if (round === 0) return undefined
    const tracks: MediaStreamTrack[] = []
    let gone = false
    const look = async (): Promise<void> => {
      const { camera, microphone } = readDevices()
      // The list stays, and with it the focus of who chooses from it.
      setFound(({ list }) => ({ ...nothing, list }))
      const sound = await ask({ audio: microphone === undefined ? true : { deviceId: { ideal: microphone } } })
      if (typeof sound !== 'string') tracks.push(sound)
      const picture = gone
        ? 'missing'
        : await ask({
            video: { width: 640, height: 480, ...(camera !== undefined && { deviceId: { ideal: camera } }) },
          })
      if (typeof picture !== 'string') tracks.push(picture)
      const list = await listDevices()
      if (gone) return tracks.forEach((track) => track.stop())
      setFound({
        stream: new MediaStream(tracks),
        microphone: typeof sound === 'string' ? sound : 'on',
        camera: typeof picture === 'string' ? picture : 'on',
        list,
      })
    }
    void look()
    return () => {
      gone = true
      tracks.forEach((track) => track.stop())
    }
  }, [round])
  const start = useCallback(() => {
    wanted.current += 1
    setRound(wanted.current)
  }, [])
  const stop = useCallback(() => setRound(0), [])
  return { ...found, started: round > 0, start, stop }
}

const nothing = { stream: undefined, camera: 'starting', microphone: 'starting', list: [] } as const
