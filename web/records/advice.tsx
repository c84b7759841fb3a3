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
  const id = useParam('id')
  const { value: advice, refused } = useLive(`advice:${id}`)
  // How the visit has ended says whether any is to be expected.
  const { value: visit, refused: hidden } = useLive(advice === null ? `consultation:${id}` : undefined)
  const known = advice === null && (visit !== undefined || hidden !== undefined)
  const back = { label: t('records.title'), to: '/records' }
  if (advice !== undefined && advice !== null) return <Signed advice={advice} back={back} />
  return (
    <Page title={t('advice.title')} back={back}>
      <Failure error={refused} />
      {!known && refused === undefined && <Skeleton label={s('loading')} lines={5} />}
      {known && visit?.endedBy === 'coordinator' && <EndedByCoordinator ticketId={visit.ticketId} />}
      {known && visit?.endedBy !== 'coordinator' && (
        <Notice tone="waiting" title={t('advice.notYet')} role="status">
          <p>{t('advice.notYetText')}</p>
          <Spinner />
        </Notice>
      )}
    </Page>
  )
}

/** Their doctor may write all the same; the way to another is with what has become of the place. */
function EndedByCoordinator({ ticketId }: { ticketId: string }) {
  const t = useWords(recordWords)
  return (
    <>
      <Notice tone="waiting" title={t('advice.ended')} role="status">
        <p>{t('advice.endedText')}</p>
      </Notice>
      <LinkButton to={`/waiting/${ticketId}`} wide>
        {t('advice.whatNow')}
      </LinkButton>
    </>
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
