import { useState } from 'react'
import { useWords } from '../language/language.ts'
import { tab } from '../storage/storage.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { consultationWords } from './words.ts'

/** WeChat's own window asks for the camera and then shows nothing. */
export function isInsideWeChat(userAgent: string): boolean {
  return /MicroMessenger/i.test(userAgent)
}

const ignoredKey = 'qiaoyi.unfitBrowserIgnored'

/** Whether to ask the reader to open the page elsewhere, until they want to try here all the same. */
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

/** A button that copies, and the text itself for where copying is not allowed. */
export function CopyLink({ link, label }: { link: string; label: string }) {
  const t = useWords(consultationWords)
  const [copied, setCopied] = useState(false)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(link)
      setCopied(true)
    } catch {
      setCopied(false)
    }
  }
  return (
    <>
      <Field label={label} value={link} readOnly onFocus={(event) => event.target.select()} />
      <div>
        <Button kind="quiet" onClick={() => void copy()}>
          {t(copied ? 'link.copied' : 'link.copy')}
        </Button>
      </div>
      <p role="status">{copied ? t('link.copiedHint') : ''}</p>
    </>
  )
}

/** What to do in a window that cannot hold a call. */
export function OpenInBrowser({ onTryHere }: { onTryHere: () => void }) {
  const t = useWords(consultationWords)
  return (
    <Page title={t('weChat.title')} lead={t('weChat.lead')}>
      <Notice tone="waiting">
        <p>{t('weChat.how')}</p>
      </Notice>
      <CopyLink link={window.location.href} label={t('weChat.link')} />
      <div>
        <Button kind="plain" onClick={onTryHere}>
          {t('weChat.tryHere')}
        </Button>
      </div>
    </Page>
  )
}
