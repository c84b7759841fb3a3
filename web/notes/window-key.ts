import { newKey } from '../api/use-command.ts'
import { tab } from '../storage/storage.ts'

const storageKey = 'qiaoyi.window'
let key: string | undefined

/**
 * The key of this window, through its reloads. It is in the tab's storage only from one page to the next: a browser that
 * duplicates a tab copies its storage, and the two have a key each.
 */
export function windowKey(): string {
  if (key !== undefined) return key
  const own = tab.read(storageKey) ?? newKey()
  key = own
  const take = (): void => tab.remove(storageKey)
  take()
  window.addEventListener('pagehide', () => tab.write(storageKey, own))
  // The browser had kept the page whole.
  window.addEventListener('pageshow', take)
  return own
}
