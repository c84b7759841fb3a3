import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import type { SyntheticEvent } from 'react'
import type { Entry, GuestView, Message } from '../../signaling/consultations/contract.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { useWords } from '../language/language.ts'
import { LiveProvider } from '../live/live-provider.tsx'
import { useLive } from '../live/use-live.ts'
import { useParam } from '../navigation/navigation.ts'
import { Header } from '../shell/header.tsx'
import { Arriving } from '../shell/screens.tsx'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Page } from '../ui/page.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { Call } from './call.tsx'
import { DeviceCheck } from './device-check.tsx'
import { OpenInBrowser, useUnfitBrowser } from './open-in-browser.tsx'
import styles from './visit.module.css'
import { consultationWords } from './words.ts'

/** For an interpreter or relative who came by a link: no account, one visit, and the doctor lets them in. */
export function Guest() {
  const t = useWords(consultationWords)
  const token = useParam('token')
  const [seat, setSeat] = useState<GuestView>()
  const unfit = useUnfitBrowser()
  const open = useCommand(async () => setSeat(await request<GuestView>('POST', '/api/guest/session', { token })))
  const { run } = open
  useEffect(() => {
    document.documentElement.dataset['reader'] = 'compatriot'
    void run()
  }, [run])
  if (unfit.shown) {
    return (
      <Framed>
        <OpenInBrowser onTryHere={unfit.ignore} />
      </Framed>
    )
  }
  if (seat === undefined) {
    if (open.error === undefined) return <Arriving />
    const over = open.error.code === 'consultationOver'
    const dead = over || open.error.code === 'linkInvalid'
    return (
      <Framed>
        <Page title={t(over ? 'over.title' : 'guest.noWayTitle')} {...(over && { lead: t('guest.over') })}>
          {!over && <Failure error={open.error} onRetry={dead ? undefined : () => void run()} />}
        </Page>
      </Framed>
    )
  }
  return (
    <LiveProvider key={seat.participant.id} path="/api/guest/live" onSignedOut={() => void run()}>
      <Seat first={seat} />
    </LiveProvider>
  )
}

function Framed({ children }: { children: ReactNode }) {
  return (
    <>
      <Header />
      {children}
    </>
  )
}

function Seat({ first }: { first: GuestView }) {
  const t = useWords(consultationWords)
  const { value = first } = useLive<GuestView>(`guest:${first.participant.id}`)
  const { participant, expert, consultationStatus } = value
  const name = expert.nameHan
  if (consultationStatus === 'finished' || consultationStatus === 'notHeld') {
    return (
      <Framed>
        <Page title={t('over.title')} lead={t('guest.over')}>
          {null}
        </Page>
      </Framed>
    )
  }
  if (participant.status === 'refused' || participant.status === 'removed') {
    return (
      <Framed>
        <Page title={t(`guest.${participant.status}Title`)} lead={t('guest.sentAway', { name })}>
          {null}
        </Page>
      </Framed>
    )
  }
  if (participant.status === 'admitted') return <Inside view={value} />
  return (
    <Framed>
      <Page title={t('guest.title', { name })} lead={t('guest.lead', { name })}>
        {participant.status === 'asking' ? <Asking name={name} /> : <Door guestName={participant.name} />}
        <DeviceCheck />
      </Page>
    </Framed>
  )
}

function Door({ guestName }: { guestName: string }) {
  const t = useWords(consultationWords)
  const [name, setName] = useState(guestName)
  const ask = useCommand(async (_key, said: string) => {
    await request<GuestView>('POST', '/api/guest/ask', { name: said })
  })
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    if (name.trim() !== '') void ask.run(name.trim())
  }
  return (
    <form className={styles.door} onSubmit={submit}>
      <Field
        label={t('guest.name')}
        hint={t('guest.nameHint')}
        maxLength={120}
        autoComplete="name"
        required
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Failure error={ask.error} />
      <Button type="submit" wide busy={ask.busy}>
        {t('guest.ask')}
      </Button>
    </form>
  )
}

function Asking({ name }: { name: string }) {
  const t = useWords(consultationWords)
  return (
    <p className={styles.asking} role="status">
      <Spinner />
      {t('guest.asking', { name })}
    </p>
  )
}

function Inside({ view }: { view: GuestView }) {
  const t = useWords(consultationWords)
  return (
    <main id="content" tabIndex={-1} className={styles.screen}>
      <title>{`${t('visit.with', { name: view.expert.nameHan })} · 侨医 Qiaoyi`}</title>
      <h1 className={styles.hidden}>{t('visit.title')}</h1>
      <Call
        consultationId={view.consultationId}
        roomEpoch={view.roomEpoch}
        participants={view.participants}
        messages={view.messages}
        ownParticipantId={view.participant.id}
        enter={() => request<Entry>('POST', '/api/guest/enter')}
        post={(message) => request<Message>('POST', '/api/guest/messages', message)}
        alone={<p className={styles.waiting}>{t('guest.alone')}</p>}
        heading={
          <p>
            <strong>{view.expert.nameHan}</strong> {view.expert.title}
            <span className={styles.institution}>{view.expert.institution}</span>
          </p>
        }
      />
    </main>
  )
}
