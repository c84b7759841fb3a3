import { useEffect } from 'react'
import type { Advice as SignedAdvice } from '../../signaling/notes/contract.ts'
import { Failure } from '../api/failure.tsx'
import { useMe } from '../identity/session.ts'
import { dateOf } from '../language/clock.ts'
import { useWords } from '../language/language.ts'
import { useLive } from '../live/use-live.ts'
import { useParam } from '../navigation/navigation.ts'
import { shellWords } from '../shell/words.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page, Row } from '../ui/page.tsx'
import { Skeleton, Spinner } from '../ui/spinner.tsx'
import { AdviceSheet } from './advice-sheet.tsx'
import styles from './advice.module.css'
import { recordWords } from './words.ts'

/** What the doctor advises: it appears the moment it is signed, and addenda after it. */
export function Advice() {
  const t = useWords(recordWords)
  const s = useWords(shellWords)
  const { value: advice, refused } = useLive(`advice:${useParam('id')}`)
  const back = { label: t('records.title'), to: '/records' }
  if (advice !== undefined && advice !== null) return <Signed advice={advice} back={back} />
  return (
    <Page title={t('advice.title')} back={back}>
      <Failure error={refused} />
      {advice === undefined && refused === undefined && <Skeleton label={s('loading')} lines={5} />}
      {advice === null && (
        <Notice tone="waiting" title={t('advice.notYet')} role="status">
          <p>{t('advice.notYetText')}</p>
          <Spinner />
        </Notice>
      )}
    </Page>
  )
}

/** Paper is light, whatever the screen is: browsers print a dark scheme's pale letters without its ground. */
function useLightPaper(): void {
  useEffect(() => {
    const root = document.documentElement
    const scheme = root.dataset['scheme']
    const before = (): void => void (root.dataset['scheme'] = 'light')
    const after = (): void => void (root.dataset['scheme'] = scheme)
    window.addEventListener('beforeprint', before)
    window.addEventListener('afterprint', after)
    return () => {
      window.removeEventListener('beforeprint', before)
      window.removeEventListener('afterprint', after)
    }
  }, [])
}

interface SignedProps {
  advice: SignedAdvice
  back: { label: string; to: string }
}

function Signed({ advice, back }: SignedProps) {
  const t = useWords(recordWords)
  const { timeZone } = useMe()
  useLightPaper()
  const { patientName: name, heldAt } = advice
  return (
    <Page
      title={t('advice.of', { name })}
      back={back}
      tabTitle={t('advice.pdfName', { date: dateOf(heldAt, timeZone), name })}
    >
      <AdviceSheet advice={advice} timeZone={timeZone} />
      <div className={styles.actions}>
        <Row>
          <Button onClick={() => window.print()}>{t('advice.print')}</Button>
          <Button kind="quiet" onClick={() => window.print()} aria-describedby="pdf-hint">
            {t('advice.pdf')}
          </Button>
          <LinkButton kind="quiet" to="/booking">
            {t('advice.next')}
          </LinkButton>
        </Row>
        <p id="pdf-hint" className={styles.hint}>
          {t('advice.pdfHint')}
        </p>
      </div>
    </Page>
  )
}
