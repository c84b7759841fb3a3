import { useState } from 'react'
import type { SyntheticEvent } from 'react'
import type { ChangeMe } from '../../signaling/identity/contract.ts'
import { spokenLanguages } from '../../signaling/vocabulary.ts'
import { changedList, changesOf } from '../api/changes.ts'
import { asApiError, request } from '../api/client.ts'
import type { ApiError } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { ZoneSelect } from '../cities/zone-select.tsx'
import { browserZone, timeOfDay } from '../language/clock.ts'
import { languageNames, languages, setLanguage, useLanguage, useWords } from '../language/language.ts'
import type { Language } from '../language/language.ts'
import { useNow } from '../language/use-now.ts'
import { nameWords } from '../names/words.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { ChooseOne, ChooseSome } from '../ui/chips.tsx'
import { Field, Select } from '../ui/field.tsx'
import { Page } from '../ui/page.tsx'
import { setPreferences, usePreferences } from '../ui/preferences.ts'
import { showToast } from '../ui/toast.tsx'
import { useProblems } from '../ui/use-problems.ts'
import { countries } from './countries.ts'
import styles from './form.module.css'
import { useSession } from './session.ts'
import { SignOut } from './sign-out.tsx'
import { identityWords } from './words.ts'

/** The account's zone, country and languages, and how this device shows the screens. */
export function Settings() {
  const t = useWords(identityWords)
  const { me } = useSession()
  return (
    <Page title={t('settings.title')}>
      <Display />
      <Account />
      <Card heading={t('settings.account')}>
        <p>{t('settings.email', { email: me.email })}</p>
        <SignOut kind="quiet" />
      </Card>
    </Page>
  )
}

function Display() {
  const t = useWords(identityWords)
  const { largerText, scheme } = usePreferences()
  return (
    <Card heading={t('settings.display')}>
      <ChooseOne
        legend={t('settings.text')}
        value={largerText ? 'larger' : 'usual'}
        choices={[
          { value: 'usual', label: t('settings.textUsual') },
          { value: 'larger', label: t('settings.textLarger') },
        ]}
        onChoose={(size) => setPreferences({ largerText: size === 'larger' })}
      />
      <ChooseOne
        legend={t('settings.scheme')}
        value={scheme}
        choices={[
          { value: 'system', label: t('settings.system') },
          { value: 'light', label: t('settings.light') },
          { value: 'dark', label: t('settings.dark') },
        ]}
        onChoose={(chosen) => setPreferences({ scheme: chosen })}
      />
    </Card>
  )
}

function Account() {
  const t = useWords(identityWords)
  const names = useWords(nameWords)
  const language = useLanguage()
  const now = useNow()
  const { me, change } = useSession()
  const isPatient = me.role === 'compatriot'
  const [name, setName] = useState(me.name)
  const [spoken, setSpoken] = useState(me.languages)
  const [timeZone, setTimeZone] = useState(me.timeZone)
  const [country, setCountry] = useState(me.country)
  // What the form began with, or was answered when it was saved. `me` moves on with what is changed in another window.
  const [begun, setBegun] = useState(me)
  const save = useCommand(async (_key, { languages: chosen, ...others }: ChangeMe) => {
    // Another window may have chosen others since.
    const merged = chosen && changedList(begun.languages, chosen, (await request('GET /api/me')).languages)
    const saved = await change({ ...others, ...(merged && { languages: merged }) })
    setBegun(saved)
    // What was changed in the form meanwhile stays.
    setName((typed) => (typed === name ? saved.name : typed))
    setSpoken((former) => (former === spoken ? saved.languages : former))
    setTimeZone((former) => (former === timeZone ? saved.timeZone : former))
    setCountry((former) => (former === country ? saved.country : former))
    showToast(t('settings.saved'))
  })
  const [untold, setUntold] = useState<ApiError>()
  // No command: it would ignore a second choice while the first is being saved.
  const choose = (locale: Language): void => {
    void setLanguage(locale)
    change({ locale }).then(
      () => setUntold(undefined),
      (reason: unknown) => setUntold(asApiError(reason)),
    )
  }
  const { form, told, tell } = useProblems(save.error, begun)
  const said = name.trim()
  // Who has never said a name may go on without one.
  const nameless = said === '' && begun.name !== ''
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    tell()
    if (nameless) return
    const entry = { ...(said !== '' && { name: said }), languages: spoken, timeZone, country }
    void save.run(changesOf<ChangeMe>(begun, entry))
  }
  return (
    <Card>
      <form ref={form} className={styles.form} onSubmit={submit}>
        <ChooseOne
          legend={t('settings.language')}
          value={language}
          choices={languages.map((code) => ({ value: code, label: <span lang={code}>{languageNames[code]}</span> }))}
          onChoose={choose}
        />
        <Field
          label={t('settings.name')}
          problem={told && nameless ? t('settings.nameProblem') : undefined}
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <ZoneSelect
          label={t('settings.timeZone')}
          hint={t('settings.timeZoneNow', { time: timeOfDay(now, timeZone, language) })}
          value={timeZone}
          first={[me.timeZone, browserZone()]}
          onZone={setTimeZone}
        />
        <Select
          label={t('settings.country')}
          {...(isPatient && { hint: t('settings.countryHint') })}
          value={country ?? ''}
          onChange={(event) => setCountry(event.target.value === '' ? null : event.target.value)}
        >
          <option value="">{t('settings.countryUnknown')}</option>
          {countries(language).map(({ code, name: countryName }) => (
            <option key={code} value={code}>
              {countryName}
            </option>
          ))}
        </Select>
        <ChooseSome
          legend={t('settings.spoken')}
          {...(isPatient && { hint: t('settings.spokenHint') })}
          values={spoken}
          choices={spokenLanguages.map((code) => ({ value: code, label: names(`spoken.${code}`) }))}
          onChoose={setSpoken}
        />
        <Failure error={save.error ?? untold} />
        <Button type="submit" wide busy={save.busy}>
          {t('settings.save')}
        </Button>
      </form>
    </Card>
  )
}
