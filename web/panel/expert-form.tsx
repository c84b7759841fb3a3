import { useState } from 'react'
import type { SyntheticEvent } from 'react'
import type { Expert, LanguageSkill, NewExpert } from '../../signaling/panel/contract.ts'
import type { Specialty } from '../../signaling/shapes.ts'
import { longestEmail, longestInstitution, longestName, longestShortName } from '../../signaling/text-limits.ts'
import { specialties } from '../../signaling/vocabulary.ts'
import type { ApiError } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useMe } from '../identity/session.ts'
import { useWords } from '../language/language.ts'
import { nameWords } from '../names/words.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { ChooseSome } from '../ui/chips.tsx'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Row } from '../ui/page.tsx'
import { ZoneSelect } from '../cities/zone-select.tsx'
import { LanguageSkills } from './language-skills.tsx'
import styles from './panel.module.css'
import { TitleField } from './title-field.tsx'
import { panelWords } from './words.ts'

export type ExpertEntry = Omit<NewExpert, 'idempotencyKey'>

interface ExpertFormProps {
  /** Whom to change; undefined for somebody new. */
  expert: Expert | undefined
  busy: boolean
  error: ApiError | undefined
  onSave: (entry: ExpertEntry) => void
}

/** All that the panel knows of an expert. What is typed stays through every refusal. */
export function ExpertForm({ expert, busy, error, onSave }: ExpertFormProps) {
  const t = useWords(panelWords)
  const names = useWords(nameWords)
  const me = useMe()
  const [text, setText] = useState({
    nameHan: expert?.nameHan ?? '',
    nameLatin: expert?.nameLatin ?? '',
    title: expert?.title ?? '',
    institution: expert?.institution ?? '',
    institutionLatin: expert?.institutionLatin ?? '',
    email: expert?.email ?? '',
    licenseNumber: expert?.licenseNumber ?? '',
    licenseVerifiedBy: expert?.licenseVerifiedBy ?? me.name,
  })
  const [chosen, setChosen] = useState<Specialty[]>(expert?.specialties ?? [])
  const [languages, setLanguages] = useState<LanguageSkill[]>(
    expert?.languages ?? [{ language: 'cmn', proficiency: 'native' }],
  )
  const [timeZone, setTimeZone] = useState(expert?.timeZone ?? 'Asia/Shanghai')
  const [tried, setTried] = useState(false)

  const missing = (name: keyof typeof text): string | undefined =>
    tried && text[name].trim() === '' ? t('form.required') : undefined
  const wrongEmail = !/^\S+@\S+\.\S+$/.test(text.email.trim())
  const complete =
    (['nameHan', 'nameLatin', 'institution', 'licenseNumber', 'licenseVerifiedBy'] as const).every(
      (name) => text[name].trim() !== '',
    ) &&
    !wrongEmail &&
    chosen.length > 0 &&
    languages.length > 0

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    setTried(true)
    if (!complete) return
    const trimmed = Object.fromEntries(Object.entries(text).map(([name, value]) => [name, value.trim()]))
    onSave({ ...(trimmed as typeof text), specialties: chosen, languages, timeZone })
  }
  const field = (name: keyof typeof text, maxLength: number, required = true) => ({
    value: text[name],
    maxLength,
    autoComplete: 'off',
    problem: required ? missing(name) : undefined,
    onChange: (event: { target: { value: string } }) => setText({ ...text, [name]: event.target.value }),
  })

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <Card heading={t('form.names')}>
        <div className={styles.pair}>
          <Field label={t('form.nameHan')} {...field('nameHan', longestShortName)} />
          <Field label={t('form.nameLatin')} {...field('nameLatin', longestName)} />
        </div>
        <div className={styles.pair}>
          <Field label={t('form.institution')} {...field('institution', longestInstitution)} />
          <Field
            label={t('form.institutionLatin')}
            hint={t('form.institutionLatinHint')}
            {...field('institutionLatin', longestInstitution, false)}
          />
        </div>
        <TitleField title={text.title} onTitle={(title) => setText({ ...text, title })} />
        {expert === undefined ? (
          <Field
            label={t('form.email')}
            hint={t('form.emailHint')}
            type="email"
            {...field('email', longestEmail)}
            problem={tried && wrongEmail ? t('form.emailProblem') : undefined}
          />
        ) : (
          <p className={styles.soft}>{t('form.emailFixed', { email: expert.email })}</p>
        )}
        <ZoneSelect
          label={t('form.timeZone')}
          value={timeZone}
          first={['Asia/Shanghai', me.timeZone]}
          onZone={setTimeZone}
        />
      </Card>
      <Card heading={t('form.practice')}>
        <ChooseSome
          legend={t('form.specialties')}
          problem={tried && chosen.length === 0 ? t('form.specialtiesProblem') : undefined}
          values={chosen}
          choices={specialties.map((value) => ({ value, label: names(`specialty.${value}`) }))}
          onChoose={setChosen}
        />
        <LanguageSkills
          skills={languages}
          problem={tried && languages.length === 0 ? t('form.languagesProblem') : undefined}
          onSkills={setLanguages}
        />
        <div className={styles.pair}>
          <Field label={t('form.licenseNumber')} {...field('licenseNumber', longestShortName)} />
          <Field
            label={t('form.licenseVerifiedBy')}
            hint={t('form.licenseVerifiedByHint')}
            {...field('licenseVerifiedBy', longestName)}
          />
        </div>
      </Card>
      {tried && !complete && (
        <Notice tone="waiting" role="alert">
          {t('form.check')}
        </Notice>
      )}
      <Failure error={error} />
      <Row>
        <Button type="submit" busy={busy}>
          {t('form.save')}
        </Button>
        <LinkButton kind="quiet" to="/experts">
          {t('form.cancel')}
        </LinkButton>
      </Row>
    </form>
  )
}
