import { useState } from 'react'
import { tab } from '../../storage/storage.ts'

/** WeChat's own window asks for the camera and then shows nothing. */
export function isInsideWeChat(userAgent: string): boolean {
  return /MicroMessenger/i.test(userAgent)
}

const ignoredKey = 'qiaoyi.unfitBrowserIgnored'

/** Whether to ask the reader to open the page elsewhere, until they want to try here all the same, in this tab. */
export function useUnfitBrowser(): { shown: boolean; ignore: () => void } {
  const [ignored, setIgnored] = useState(() => tab.read(ignoredKey) !== undefined)
  return {
    shown: !ignored && isInsideWeChat(navigator.userAgent),
    ignore: () => {
      tab.write(ignoredKey, 'yes')
      setIgnored(true)
    },
  }
}
