import { navigate } from '../navigation/navigation.ts'
import { device } from '../storage/storage.ts'
import { inOneWindow } from './one-window.ts'
import type { RingReason } from './reasons.ts'

const askedKey = 'qiaoyi.askedToNotify'

/**
 * Asks once in this browser whether it may notify on the desktop; from within a press, since browsers hold a question
 * that comes by itself against a site.
 */
export function askToNotifyOnce(): void {
  if (!('Notification' in window) || Notification.permission !== 'default') return
  // A browser that may keep nothing asks at each visit to the page.
  if (device.read(askedKey) !== undefined) return
  device.write(askedKey, 'yes')
  Notification.requestPermission().catch(() => undefined)
}

/** A desktop notification, where it is allowed and the person looks elsewhere; gone when the returned function is called. */
function show({ id, title, detail = '', to }: RingReason): () => void {
  if (!('Notification' in window) || Notification.permission !== 'granted' || document.hasFocus())
    return () => undefined
  try {
    const shown = new Notification(title, { body: detail, tag: id })
    shown.addEventListener('click', () => {
      window.focus()
      navigate(to)
      shown.close()
    })
    return () => shown.close()
  } catch {
    // Some phones only let a service worker notify; the sound and the title remain.
    return () => undefined
  }
}

/** Notifies from one window of this browser, until the returned function is called. */
export function notifyInOneWindow(reason: RingReason): () => void {
  return inOneWindow(`qiaoyi.notify.${reason.id}`, () => show(reason))
}
