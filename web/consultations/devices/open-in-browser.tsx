import { useWords } from '../../language/language.ts'
import { Header } from '../../shell/header.tsx'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { CopyLink } from '../copy-link.tsx'
import { consultationWords } from '../words.ts'

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
