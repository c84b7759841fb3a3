import { countries } from '../identity/countries.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { Select } from '../ui/field.tsx'
import { waitingWords } from './words.ts'

interface CountryChoiceProps {
  value: string | undefined
  problem?: string | undefined
  onChoose: (country: string) => void
}

/** The system's list of countries, by name in the reader's language. */
export function CountryChoice({ value, problem, onChoose }: CountryChoiceProps) {
  const t = useWords(waitingWords)
  const language = useLanguage()
  return (
    <Select
      label={t('emergency.country')}
      hint={t('telling.countryHint')}
      problem={problem}
      value={value ?? ''}
      onChange={(event) => onChoose(event.target.value)}
    >
      {value === undefined && <option value="">{t('emergency.chooseCountry')}</option>}
      {countries(language).map(({ code, name }) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </Select>
  )
}
