import { useEffect } from 'react'
import type { Advice as SignedAdvice } from '../../signaling/notes/contract.ts'
import { Failure } from '../api/failure.tsx'
import { useMe } from '../identity/session.ts'
import { BothClocks } from '../language/both-clocks.tsx'
import { dateOf, moment } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { useLive } from '../live/use-live.ts'
import { useParam } from '../navigation/navigation.ts'
import { shellWords } from '../shell/words.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page, Row } from '../ui/page.tsx'
import { Skeleton, Spinner } from '../ui/spinner.tsx'
import styles from './advice.module.css'
import { recordWords } from './words.ts'
import { words as chinese } from './words/zh-CN.ts'

/** What the doctor advises: it appears the moment it is signed, and addenda after it. */
export function Advice() {
  const t = useWords(recordWords)
  const s = useWords(shellWords)
  const { value: advice, refused } = useLive<SignedAdvice | null>(`advice:${useParam('id')}`)
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

type Heading = 'advice' | 'plan' | 'followUp' | 'assessment' | 'complaint' | 'addendum'

/** In the reader's language and in Chinese: the sheet is shown to parents and to doctors of both. */
function SheetHeading({ of }: { of: Heading }) {
  const t = useWords(recordWords)
  const language = useLanguage()
  return (
    <h2>
      {t(`advice.${of}`)}{' '}
      {language !== 'zh-CN' && (
        <span lang="zh-CN" className={styles.chinese}>
          {chinese[`advice.${of}`]}
        </span>
      )}
    </h2>
  )
}

interface SignedProps {
  advice: SignedAdvice
  back: { label: string; to: string }
}

function Signed({ advice, back }: SignedProps) {
  const t = useWords(recordWords)
  const language = useLanguage()
  const { timeZone } = useMe()
  useLightPaper()
  const { patientName: name, heldAt, expertTimeZone, signerName, signerInstitution } = advice
  const parts = (['advice', 'plan', 'followUp', 'assessment', 'complaint'] as const).filter(
    (part) => advice[part].trim() !== '',
  )
  const when = (at: string): string => moment(at, timeZone, language)
  return (
    <Page
      title={t('advice.of', { name })}
      back={back}
      tabTitle={t('advice.pdfName', { date: dateOf(heldAt, timeZone), name })}
    >
      <article className={styles.sheet}>
        <dl className={styles.facts}>
          <div>
            <dt>{t('advice.held')}</dt>
            <dd>
              <BothClocks at={heldAt} timeZone={timeZone} otherZone={expertTimeZone} show="date" />
            </dd>
          </div>
          <div>
            <dt>{t('advice.by')}</dt>
            <dd>{[signerName, signerInstitution].filter(Boolean).join(' · ')}</dd>
          </div>
        </dl>
        {parts.map((part) => (
          <section key={part} className={styles.part}>
            <SheetHeading of={part} />
            <p className={part === 'advice' ? styles.main : styles.text}>{advice[part]}</p>
          </section>
        ))}
        <p className={styles.signed}>{t('advice.signed', { name: signerName, when: when(advice.signedAt) })}</p>
        {advice.addenda.map((addendum) => (
          <section key={addendum.id} className={styles.part}>
            <SheetHeading of="addendum" />
            <p className={styles.text}>{addendum.body}</p>
            <p className={styles.signed}>
              {t('advice.signed', { name: addendum.signerName, when: when(addendum.signedAt) })}
            </p>
          </section>
        ))}
        <p className={styles.urgent}>{t('advice.urgent')}</p>
      </article>
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
        <p id="pdf-hint" className={styles.signed}>
          {t('advice.pdfHint')}
        </p>
      </div>
    </Page>
  )
}
