import { useState } from 'react'
import type { Supply } from '../../signaling/waiting-room/contract.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { inARow } from '../language/list.ts'
import { spokenLanguages } from '../names/lists.ts'
import { nameWords } from '../names/words.ts'
import { navigate } from '../navigation/navigation.ts'
import { Button } from '../ui/button.tsx'
import { ChooseSome } from '../ui/chips.tsx'
import { Row } from '../ui/page.tsx'
import { CountryChoice } from './country-choice.tsx'
import { countryName } from './country.ts'
import type { StepProps } from './telling-steps.tsx'
import { waitingWords } from './words.ts'

const supplies: readonly Supply[] = ['photos', 'earlierReports', 'medicationList', 'identityDocument']

/** What is known and can be changed, an interpreter, and the papers, which may all follow later. */
export function LastStep(props: StepProps) {
  const { draft, change, patient } = props
  const t = useWords(waitingWords)
  const booked = draft.appointmentId !== undefined
  return (
    <>
      {!booked && patient !== undefined && (
        <Row>
          <span>{t('telling.forWhom', { name: patient.name })}</span>
          <Button kind="plain" aria-label={t('telling.changePatient')} onClick={() => navigate('/tell?step=patient')}>
            {t('telling.change')}
          </Button>
        </Row>
      )}
      <Where {...props} />
      <ChooseSome
        legend={t('telling.papersLegend')}
        values={draft.toBeSupplied}
        choices={supplies.map((supply) => ({ value: supply, label: t(`supply.${supply}`) }))}
        onChoose={(toBeSupplied) => change({ toBeSupplied })}
      />
      <ChooseSome
        legend={t('telling.interpreterLegend')}
        values={draft.interpreterWanted ? ['interpreter' as const] : []}
        choices={[{ value: 'interpreter', label: t('telling.interpreter'), detail: t('telling.interpreterHint') }]}
        onChoose={(values) => change({ interpreterWanted: values.length > 0 })}
      />
    </>
  )
}

/** Country and languages: one line where they are known, and the choosers in its place once it is pressed. */
function Where({ draft, change, told, country }: StepProps) {
  const t = useWords(waitingWords)
  const names = useWords(nameWords)
  const language = useLanguage()
  // An answer must not take its own question away.
  const [asking, setAsking] = useState(country === undefined || draft.languages.length === 0)
  const spoken = draft.languages.map((code) => names(`spoken.${code}`))
  if (!asking && country !== undefined) {
    return (
      <Row>
        <span>{`${countryName(country, language)} · ${inARow(spoken, language)}`}</span>
        <Button kind="plain" aria-label={t('telling.changeWhere')} onClick={() => setAsking(true)}>
          {t('telling.change')}
        </Button>
      </Row>
    )
  }
  return (
    <>
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
    </>
  )
}
