import { useEffect, useRef } from 'react'
import type { Consultation } from '../../signaling/consultations/contract.ts'
import type { Say } from '../language/language.ts'
import { readDevices } from './carrier/devices.ts'
import { playTone } from './tone.ts'
import type { words } from './words/zh-CN.ts'

/** A desktop notification, where the doctor has allowed them and looks elsewhere. */
export function notify(title: string, body: string): void {
  if (!('Notification' in window) || Notification.permission !== 'granted' || document.hasFocus()) return
  try {
    const shown = new Notification(title, { body, tag: 'qiaoyi' })
    shown.addEventListener('click', () => {
      window.focus()
      shown.close()
    })
  } catch {
    // Some phones only let a service worker notify; the sound and the title remain.
  }
}

/** Makes an arrival heard and seen: a sound, the tab's title, a notification. Returns the title of this moment. */
export function useArrival(visit: Consultation | undefined, t: Say<typeof words>): string {
  const told = useRef<string>(undefined)
  const name = visit?.patient.name
  useEffect(() => {
    if (visit === undefined || told.current === visit.id) return
    // Coming back to a visit under way, after a reload, is no arrival.
    if (visit.status === 'called') {
      void playTone(readDevices().speaker)
      notify(t('arrival.title', { name: visit.patient.name }), visit.complaint)
    }
    told.current = visit.id
  }, [visit, t])
  const title = name === undefined ? t('console.title') : `● ${name}`
  return `${title} · 侨医 Qiaoyi`
}
