import { useState } from 'react'
import { useWords } from '../language/language.ts'
import { Header } from '../shell/header.tsx'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { consultationWords } from './words.ts'

interface CopyLinkProps {
  link: string
  label: string
  /** What to do with it, once it is copied. */
  copiedHint: string
}

/** A button that copies, and the text itself for where copying is not allowed. */
export function CopyLink({ link, label, copiedHint }: CopyLinkProps) {
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
      <p role="status">{copied ? copiedHint : ''}</p>
    </>
  )
}

/** The whole window, before anything else: what to do where no call can be held. */
export function OpenInBrowser({ onTryHere }: { onTryHere: () => void }) {
  const t = useWords(consultationWords)
  return (
    <>
      <Header />
      <main id="content" tabIndex={-1}>
        <Page title={t('weChat.title')} lead={t('weChat.lead')}>
          <Notice tone="waiting">
            <p>{t('weChat.how')}</p>
          </Notice>
          <CopyLink link={window.location.href} label={t('weChat.link')} copiedHint={t('weChat.copiedHint')} />
          <div>
            <Button kind="plain" onClick={onTryHere}>
              {t('weChat.tryHere')}
            </Button>
          </div>
        </Page>
      </main>
    </>
  )
}
