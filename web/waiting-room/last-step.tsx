import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { spokenLanguages } from '../../signaling/vocabulary.ts'
import type { Supply } from '../../signaling/waiting-room/contract.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { inARow } from '../language/list.ts'
import { nameWords } from '../names/words.ts'
import { navigate } from '../navigation/navigation.ts'
import { ChooseSome } from '../ui/chips.tsx'
import { VisuallyHidden } from '../ui/visually-hidden.tsx'
import { CountryChoice } from './country-choice.tsx'
import { countryName } from '../identity/country.ts'
import styles from './last-step.module.css'
import type { StepProps } from './telling-steps.tsx'
import { waitingWords } from './words.ts'

const supplies: readonly Supply[] = ['photos', 'earlierReports', 'medicationList', 'identityDocument']

/** What is known, a line each, and can be changed; the papers, which may all follow later; an interpreter. */
export function LastStep(props: StepProps) {
  const { draft, change, patient } = props
  const t = useWords(waitingWords)
  const booked = draft.appointmentId !== undefined
  return (
    <>
      <div className={styles.known}>
        {!booked && patient !== undefined && (
          <Line
            name={t('telling.changePatient')}
            change={t('telling.change')}
            onChange={() => navigate('/tell?step=patient')}
          >
            {t('telling.forWhom', { name: patient.name })}
          </Line>
        )}
        <Where {...props} />
        <Papers {...props} />
      </div>
      <ChooseSome
        legend={<VisuallyHidden>{t('telling.interpreterLegend')}</VisuallyHidden>}
        values={draft.interpreterWanted ? ['interpreter' as const] : []}
        choices={[{ value: 'interpreter', label: t('telling.interpreter'), detail: t('telling.interpreterHint') }]}
        onChoose={(values) => change({ interpreterWanted: values.length > 0 })}
      />
    </>
  )
}

interface LineProps {
  /** What a press does, in whole words. */
  name: string
  /** The same in one word, beside what it is about. */
  change: string
  onChange: () => void
  children: ReactNode
}

/** One thing that is known: the whole line is the way to change it. */
function Line({ name, change, onChange, children }: LineProps) {
  return (
    <button type="button" className={styles.line} onClick={onChange}>
      <span className={styles.said}>{children}</span>
      <span className={styles.change} aria-hidden="true">
        {change}
      </span>
      <VisuallyHidden>{name}</VisuallyHidden>
    </button>
  )
}

/** Stands in a line's place once that was pressed, with the focus on its first question. */
function Chooser({ focused, children }: { focused: boolean; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (focused) box.current?.querySelector<HTMLElement>('input, select')?.focus()
  }, [focused])
  return (
    <div ref={box} className={styles.chooser}>
      {children}
    </div>
  )
}

/** Country and languages: one line where they are known, and the choosers in its place once it is pressed. */
function Where({ draft, change, told, country }: StepProps) {
  const t = useWords(waitingWords)
  const names = useWords(nameWords)
  const language = useLanguage()
  // An answer must not take its own question away.
  const [unknown] = useState(country === undefined || draft.languages.length === 0)
  const [changing, setChanging] = useState(false)
  const spoken = draft.languages.map((code) => names(`spoken.${code}`))
  if (!unknown && !changing && country !== undefined) {
    return (
      <Line name={t('telling.changeWhere')} change={t('telling.change')} onChange={() => setChanging(true)}>
        {`${countryName(country, language)} · ${inARow(spoken, language)}`}
      </Line>
    )
  }
  return (
    <Chooser focused={changing}>
      <CountryChoice
        value={country}
        problem={told && country === undefined ? t('telling.countryProblem') : undefined}
        onChoose={(chosen) => change({ country: chosen })}
      />
      <ChooseSome
        legend={t('telling.languagesLegend')}
        hint={t('telling.languagesHint')}
        problem={told && draft.languages.length === 0 ? t('telling.languagesProblem') : undefined}
        values={draft.languages}
        choices={spokenLanguages.map((code) => ({ value: code, label: names(`spoken.${code}`) }))}
        onChoose={(languages) => change({ languages })}
      />
    </Chooser>
  )
}

/** Nobody is turned away for a missing paper: one line says so, and what will follow is chosen behind it. */
function Papers({ draft, change }: StepProps) {
  const t = useWords(waitingWords)
  const language = useLanguage()
  const [choosing, setChoosing] = useState(false)
  const papers = draft.toBeSupplied.map((supply) => t(`supply.${supply}`))
  if (!choosing) {
    return (
      <Line
        name={t('telling.choosePapers')}
        change={t(papers.length > 0 ? 'telling.change' : 'telling.choose')}
        onChange={() => setChoosing(true)}
      >
        {papers.length > 0
          ? t('waiting.toBeSupplied', { papers: inARow(papers, language) })
          : t('telling.papersMayFollow')}
        <span className={styles.detail}>{t('telling.papersNotNeeded')}</span>
      </Line>
    )
  }
  return (
    <Chooser focused>
      <ChooseSome
        legend={t('telling.papersLegend')}
        hint={t('telling.papersNotNeeded')}
        values={draft.toBeSupplied}
        choices={supplies.map((supply) => ({ value: supply, label: t(`supply.${supply}`) }))}
        onChoose={(toBeSupplied) => change({ toBeSupplied })}
      />
    </Chooser>
  )
}
