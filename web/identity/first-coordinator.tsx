import { useEffect, useState } from 'react'
import type { SyntheticEvent } from 'react'
import { longestEmail, longestName } from '../../signaling/text-limits.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { browserZone } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { navigate, useParam } from '../navigation/navigation.ts'
import { shellWords } from '../shell/words.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import styles from './form.module.css'
import { identityWords } from './words.ts'

/** By the link that the start of a hospital without coordinators has printed: who is to be the first one. */
export function FirstCoordinator() {
  const t = useWords(identityWords)
  const s = useWords(shellWords)
  const token = useParam('token')
  const [opens, setOpens] = useState(false)
  const check = useCommand(async () => {
    await request('POST /api/first-coordinator/link', { body: { token } })
    setOpens(true)
  })
  const { run } = check
  useEffect(() => void run(), [run])
  if (opens) return <FirstForm token={token} />
  if (check.error?.code === 'linkUsed') return <LinkUsed />
  return (
    <Page title={t('first.title')}>
      {check.error === undefined && <Skeleton label={s('loading')} lines={4} />}
      <Failure error={check.error} onRetry={() => void run()} />
    </Page>
  )
}

/** It has been used or has run out, or there is a coordinator: none of them has a form to fill in. */
function LinkUsed() {
  const t = useWords(identityWords)
  return (
    <Page title={t('first.title')}>
      <Notice tone="waiting" role="alert">
        <p>{t('first.used')}</p>
        <div>
          <LinkButton kind="quiet" to="/">
            {t('first.signIn')}
          </LinkButton>
        </div>
      </Notice>
    </Page>
  )
}

function FirstForm({ token }: { token: string }) {
  const t = useWords(identityWords)
  const locale = useLanguage()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [tried, setTried] = useState(false)
  const whole = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())
  const make = useCommand(async () => {
    const body = { token, name: name.trim(), email: email.trim(), timeZone: browserZone(), locale }
    await request('POST /api/first-coordinator', { body })
    navigate('/', { replace: true })
  })
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    setTried(true)
    if (whole && name.trim() !== '') void make.run()
  }
  if (make.error?.code === 'linkUsed') return <LinkUsed />
  return (
    <Page title={t('first.title')} lead={t('first.lead')}>
      <form className={styles.form} onSubmit={submit} noValidate>
        <Field
          label={t('first.name')}
          problem={tried && name.trim() === '' ? t('first.nameProblem') : undefined}
          autoComplete="name"
          maxLength={longestName}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label={t('first.email')}
          hint={t('first.emailHint')}
          problem={tried && !whole ? t('signIn.emailProblem') : undefined}
          type="email"
          autoComplete="email"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={longestEmail}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Failure error={make.error} />
        <Button type="submit" busy={make.busy}>
          {t('first.save')}
        </Button>
      </form>
    </Page>
  )
}
