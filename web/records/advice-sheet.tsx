import type { NotePreview } from '../../signaling/notes/contract.ts'
import { countryOfZone, useCountry } from '../identity/country.ts'
import { emergencyNumber } from '../identity/emergency.ts'
import { useMe } from '../identity/session.ts'
import { BothClocks } from '../language/both-clocks.tsx'
import { useCities } from '../language/cities.ts'
import { dateWords, moment } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { useExpertWords } from '../names/expert-words.ts'
import { Mark } from '../ui/mark.tsx'
import styles from './advice-sheet.module.css'
import { recordWords } from './words.ts'
import chinese from './words/zh-CN.json' with { type: 'json' }

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

/** Where the patient is, as they have said; for the doctor who looks at their page, what their zone says. */
function usePatientsCountry(timeZone: string): string | undefined {
  const { role } = useMe()
  const { country } = useCountry()
  return role === 'compatriot' ? country : countryOfZone(timeZone)
}

/** The page that a patient takes home and shows to a pharmacist, on the screen and on paper; also before it is signed. */
export function AdviceSheet({ advice, timeZone }: { advice: NotePreview['advice']; timeZone: string }) {
  const t = useWords(recordWords)
  const language = useLanguage()
  const cityOf = useCities()
  const words = useExpertWords()
  const { number, listed } = emergencyNumber(usePatientsCountry(timeZone))
  const { patientName: name, patientBirthDate, heldAt, expertTimeZone, signer, signedAt } = advice
  const parts = (['advice', 'plan', 'followUp', 'assessment', 'complaint'] as const).filter(
    (part) => advice[part].trim() !== '',
  )
  const when = (at: string): string => moment(at, timeZone, cityOf(timeZone), language, null)
  // A pharmacist abroad looks the house up by the one name, its own staff by the other.
  const houses = [...new Set([words.institution(signer), signer.institution])]
  return (
    <article className={styles.sheet}>
      <p className={styles.hospital}>
        <Mark /> {t('advice.hospital')}
      </p>
      <dl className={styles.facts}>
        <div>
          <dt>{t('advice.patient')}</dt>
          <dd>
            {patientBirthDate === null ? name : t('advice.born', { name, date: dateWords(patientBirthDate, language) })}
          </dd>
        </div>
        <div>
          <dt>{t('advice.held')}</dt>
          <dd>
            <BothClocks at={heldAt} timeZone={timeZone} otherZone={expertTimeZone} show="datedYear" />
          </dd>
        </div>
        <div>
          <dt>{t('advice.by')}</dt>
          <dd>{[signer.name, words.title(signer.title)].filter(Boolean).join(' · ')}</dd>
          <dd>{houses.join(' · ')}</dd>
          <dd className={styles.signed}>{t('advice.license', { number: signer.licenseNumber })}</dd>
        </div>
      </dl>
      {parts.map((part) => (
        <section key={part} className={styles.part}>
          <SheetHeading of={part} />
          <p className={part === 'advice' ? styles.main : styles.text}>{advice[part]}</p>
        </section>
      ))}
      {signedAt !== null && (
        <p className={styles.signed}>{t('advice.signed', { name: signer.name, when: when(signedAt) })}</p>
      )}
      {advice.addenda.map((addendum) => (
        <section key={addendum.id} className={styles.part}>
          <SheetHeading of="addendum" />
          <p className={styles.text}>{addendum.body}</p>
          <p className={styles.signed}>
            {t('advice.signed', { name: addendum.signerName, when: when(addendum.signedAt) })}
          </p>
        </section>
      ))}
      <p className={styles.urgent}>{listed ? t('advice.urgentAt', { number }) : t('advice.urgent')}</p>
    </article>
  )
}
