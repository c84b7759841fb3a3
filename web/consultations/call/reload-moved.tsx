import { useEffect } from 'react'
import { useWords } from '../../language/language.ts'
import { isPageBusy } from '../../shell/held-page.ts'
import { tab } from '../../storage/storage.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { consultationWords } from '../words.ts'

const lookEveryMs = 1_000

/**
 * The video is somewhere else, where only a page that is loaded anew may connect. Loads it by itself, once a visit, as soon
 * as nobody is writing and no dialog is open; whoever is busy has the button. Note, addendum and what is written in the
 * conversation outlive the page.
 */
export function ReloadMoved({ consultationId }: { consultationId: string }) {
  const t = useWords(consultationWords)
  useEffect(() => {
    const key = `qiaoyi.call.reloaded.${consultationId}`
    // Where that did not help, the reason is another one, and the page would load for ever.
    if (tab.read(key) !== undefined) return
    const looking = setInterval(() => {
      if (isPageBusy() || !tab.write(key, 'once')) return
      clearInterval(looking)
      window.location.reload()
    }, lookEveryMs)
    return () => clearInterval(looking)
  }, [consultationId])
  return (
    <Notice tone="waiting" role="alert" title={t('moved.title')}>
      <p>{t('moved.text')}</p>
      <div>
        <Button onClick={() => window.location.reload()}>{t('moved.reload')}</Button>
      </div>
    </Notice>
  )
}
