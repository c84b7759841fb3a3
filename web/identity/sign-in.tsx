import { useEffect, useEffectEvent, useState } from 'react'
import type { SyntheticEvent } from 'react'
import type { Me } from '../../signaling/identity/contract.ts'
import { codeValidMinutes } from '../../signaling/vocabulary.ts'
import { asApiError, request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { type Command, useCommand } from '../api/use-command.ts'
import { browserZone } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { navigate, usePlace } from '../navigation/navigation.ts'
import { Header } from '../shell/header.tsx'
import { Button } from '../ui/button.tsx'
import { CodeField, Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { useShown } from '../ui/use-shown.ts'
import { type AskedCode, forgetAskedCode, keepAskedCode, readAskedCode } from './asked-code.ts'
import { languagesSpoken } from './browser-languages.ts'
import styles from './sign-in.module.css'
import { identityWords } from './words.ts'

interface SignInProps {
  onMe: (me: Me) => void
}

/**
 * Signing in with an address and a six-digit code. It stands on whatever address was asked for, so that a deep link
 * is followed once somebody is signed in.
 */
export function SignIn({ onMe }: SignInProps) {
  const t = useWords(identityWords)
  const { search } = usePlace()
  const [asked, setAsked] = useState(readAskedCode)
  const [email, setEmail] = useState(asked?.email ?? '')
  const asking = asked === undefined
  const onAsked = (code: AskedCode): void => {
    keepAskedCode(code)
    setAsked(code)
  }
  const onOtherEmail = (): void => {
    forgetAskedCode()
    setAsked(undefined)
  }
  const onIn = (me: Me): void => {
    forgetAskedCode()
    if (window.location.pathname === '/sign-in') navigate('/', { replace: true })
    onMe(me)
  }
  useSignedInElsewhere(onIn)
  return (
    <>
      <Header />
      <main id="content" tabIndex={-1}>
        <Page title={t(asking ? 'signIn.title' : 'signIn.codeTitle')} width="wide" untitled>
          <div className={styles.signIn}>
            <div className={styles.card}>
              <h1>{t(asking ? 'signIn.title' : 'signIn.codeTitle')}</h1>
              {search.get('reason') === 'linkUsed' && <Notice tone="waiting">{t('signIn.linkUsed')}</Notice>}
              {asking ? (
                <EmailStep email={email} onEmail={setEmail} onAsked={onAsked} />
              ) : (
                <CodeStep asked={asked} onAsked={onAsked} onOtherEmail={onOtherEmail} onMe={onIn} />
              )}
            </div>
            <div className={styles.about}>
              <p className={styles.lead}>{t('signIn.lead')}</p>
              <ul className={styles.promises} aria-label={t('signIn.promises')}>
                <li>{t('signIn.promiseHours')}</li>
                <li>{t('signIn.promiseLanguages')}</li>
                <li>{t('signIn.promisePapers')}</li>
              </ul>
              <p className={styles.emergency}>{t('signIn.emergency')}</p>
            </div>
          </div>
        </Page>
      </main>
    </>
  )
}

/** Undefined where nobody is signed in, or nobody says: then the page stays as it is. */
function findMe(): Promise<Me | undefined> {
  return request('GET /api/me').catch(() => undefined)
}

/** Somebody who has signed in in another window of this browser is in here too, as soon as they look. */
function useSignedInElsewhere(onMe: (me: Me) => void): void {
  const signedIn = useEffectEvent(onMe)
  useEffect(() => {
    let gone = false
    let asking = false
    const ask = async (): Promise<void> => {
      if (asking || document.visibilityState === 'hidden') return
      asking = true
      const me = await findMe()
      asking = false
      if (me !== undefined && !gone) signedIn(me)
    }
    const look = (): void => void ask()
    document.addEventListener('visibilitychange', look)
    window.addEventListener('focus', look)
    return () => {
      gone = true
      document.removeEventListener('visibilitychange', look)
      window.removeEventListener('focus', look)
    }
  }, [])
}

/** Of one step: who has gone from it to another address is not held up, nor brought back, by what was asked there. */
function useSendCode(onAsked: (asked: AskedCode) => void): Command<[email: string], void> {
  const locale = useLanguage()
  const shown = useShown()
  const tell = (asked: AskedCode): void => {
    if (shown.current) onAsked(asked)
  }
  return useCommand(async (_key, email: string) => {
    try {
      const sent = await request('POST /api/sign-in/codes', { body: { email, locale } })
      tell({ ...sent, email, askedAt: Date.now() })
    } catch (reason) {
      const { code, details } = asApiError(reason)
      // One has been sent, whose answer may have been lost: there is to be a field for it.
      if (code === 'codeTooSoon') {
        const resendAfter = Number(details['seconds'] ?? 0)
        tell({ resendAfter, validMinutes: codeValidMinutes, email, askedAt: Date.now(), unsent: true })
      }
      throw reason
    }
  })
}

interface EmailStepProps {
  email: string
  onEmail: (email: string) => void
  onAsked: (asked: AskedCode) => void
}

function EmailStep({ email, onEmail, onAsked }: EmailStepProps) {
  const t = useWords(identityWords)
  const [incomplete, setIncomplete] = useState(false)
  const send = useSendCode(onAsked)
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    const address = email.trim()
    const whole = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address)
    setIncomplete(!whole)
    if (whole) void send.run(address)
  }
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <Field
        label={t('signIn.email')}
        hint={t('signIn.emailHint')}
        problem={incomplete ? t('signIn.emailProblem') : undefined}
        type="email"
        name="email"
        autoComplete="email"
        autoCapitalize="none"
        spellCheck={false}
        value={email}
        onChange={(event) => onEmail(event.target.value)}
      />
      <Failure error={send.error} />
      <Button type="submit" wide busy={send.busy}>
        {t('signIn.send')}
      </Button>
    </form>
  )
}

interface CodeStepProps {
  asked: AskedCode
  onAsked: (asked: AskedCode) => void
  onOtherEmail: () => void
  onMe: (me: Me) => void
}

function CodeStep({ asked, onAsked, onOtherEmail, onMe }: CodeStepProps) {
  const t = useWords(identityWords)
  const locale = useLanguage()
  const [code, setCode] = useState('')
  const [incomplete, setIncomplete] = useState(false)
  const seconds = useCountdown(asked)
  const address = asked.email
  const send = useSendCode(onAsked)
  // Said of whichever step has asked too soon, and only until another can be sent.
  const tooSoon = asked.unsent && seconds > 0 ? 'codeTooSoon' : undefined
  const problem = send.error?.code === 'codeTooSoon' ? undefined : send.error
  const enter = useCommand(async (_key, digits: string) => {
    const languages = languagesSpoken(navigator.languages)
    const body = { email: address, code: digits, timeZone: browserZone(), languages, locale }
    try {
      onMe(await request('POST /api/sign-in', { body }))
    } catch (reason) {
      // A right code whose answer was lost is used up, and its session is there.
      const { code: because } = asApiError(reason)
      const me = because === 'offline' || because === 'codeExpired' ? await findMe() : undefined
      if (me === undefined) throw reason
      onMe(me)
    }
  })
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    setIncomplete(code.length !== 6)
    if (code.length === 6) void enter.run(code)
  }
  const type = (digits: string): void => {
    setCode(digits)
    // A seventh digit or a space makes no other code of a wrong one.
    if (digits === code) return
    setIncomplete(false)
    if (digits.length === 6) void enter.run(digits)
    else enter.clearError()
  }
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <p>{t(asked.unsent ? 'signIn.sentBefore' : 'signIn.sentTo', { email: address, minutes: asked.validMinutes })}</p>
      <p>{t('signIn.typeHere')}</p>
      <CodeField
        label={t('signIn.code')}
        problem={incomplete ? t('signIn.codeProblem') : undefined}
        value={code}
        onCode={type}
        autoFocus
      />
      <Failure error={enter.error ?? problem ?? tooSoon} />
      <Button type="submit" wide busy={enter.busy}>
        {t('signIn.enter')}
      </Button>
      <div className={styles.others}>
        <Button kind="plain" busy={send.busy} disabled={seconds > 0} onClick={() => void send.run(address)}>
          {seconds > 60
            ? t('signIn.resendInMinutes', { count: Math.ceil(seconds / 60) })
            : seconds > 0
              ? t('signIn.resendIn', { count: seconds })
              : t('signIn.resend')}
        </Button>
        <Button kind="plain" onClick={onOtherEmail}>
          {t('signIn.otherEmail')}
        </Button>
      </div>
    </form>
  )
}

/** Whole seconds until another code can be asked for, counted by the clock: a phone that slept is not behind. */
function useCountdown({ resendAfter, askedAt }: AskedCode): number {
  const [left, setLeft] = useState(resendAfter)
  useEffect(() => {
    const end = askedAt + resendAfter * 1_000
    const tick = (): void => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1_000)))
    tick()
    const timer = setInterval(tick, 1_000)
    return () => clearInterval(timer)
  }, [resendAfter, askedAt])
  return left
}
