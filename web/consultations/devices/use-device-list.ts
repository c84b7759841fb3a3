import { useEffect, useState } from 'react'
import { listDevices } from '../carrier/devices.ts'

/** The devices there are, as they are plugged in and out. */
export function useDeviceList(): readonly MediaDeviceInfo[] {
  const [list, setList] = useState<readonly MediaDeviceInfo[]>([])
  useEffect(() => {
    let gone = false
    const look = async (): Promise<void> => {
      const found = await listDevices()
      if (!gone) setList(found)
    }
    const onChange = (): void => void look()
    onChange()
    if (!('mediaDevices' in navigator)) return undefined
    navigator.mediaDevices.addEventListener('devicechange', onChange)
    return () => {
      gone = true
      navigator.mediaDevices.removeEventListener('devicechange', onChange)
    }
  }, [])
  return list
}
