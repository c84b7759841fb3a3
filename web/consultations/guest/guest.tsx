import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import type { SyntheticEvent } from 'react'
import type { GuestView } from '../../../signaling/consultations/guest-contract.ts'
import { longestName } from '../../../signaling/text-limits.ts'
import { request } from '../../api/client.ts'
import { Failure } from '../../api/failure.tsx'
import { useCommand } from '../../api/use-command.ts'
import { useWords } from '../../language/language.ts'
import { LiveProvider } from '../../live/live-provider.tsx'
import { useLive } from '../../live/use-live.ts'
import { useExpertWords } from '../../names/expert-words.ts'
import { useParam } from '../../navigation/navigation.ts'
import { Header } from '../../shell/header.tsx'
import { Arriving } from '../../shell/arriving.tsx'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { Call } from '../call/call.tsx'
import styles from '../call/visit.module.css'
import { DeviceCheck } from '../devices/device-check.tsx'
import { consultationWords } from '../words.ts'
import { guestWays } from './guest-ways.ts'

/** For an interpreter or relative who came by a link: no account, one visit, and the doctor lets them in. */
export function Guest() {
  const t = useWords(consultationWords)
  const token = useParam('token')
  const [seat, setSeat] = useState<GuestView>()
  const open = useCommand(async () => setSeat(await request('POST /api/guest/session', { body: { token } })))
  const { run } = open
  const lookAgain = async (visit: string): Promise<void> => {
    // Somebody put out is told so; whose cookie is gone opens the link anew. The seat that was shown is over: it comes no more.
    await request('GET /api/guest', { query: { visit } }).then(setSeat, () => {
      setSeat(undefined)
      void run()
    })
  }
  useEffect(() => {
    document.documentElement.dataset['reader'] = 'compatriot'
    void run()
  }, [run])
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
  if (isOver(seat)) return <Over view={seat} />
  const visit = seat.consultationId
  // A socket is its browser's as it was when it was opened: with a seat it is another.
  const place = `${seat.participant.id} ${seat.participant.status === 'invited' ? 'outside' : 'seated'}`
  return (
    <LiveProvider key={place} path={`/api/guest/live?visit=${visit}`} onSignedOut={() => void lookAgain(visit)}>
      <Seat first={seat} onKnocked={setSeat} />
    </LiveProvider>
  )
}

function isOver({ participant, consultationStatus }: GuestView): boolean {
  return consultationStatus !== 'inProgress' || participant.status === 'refused' || participant.status === 'removed'
}

function Framed({ children }: { children: ReactNode }) {
  return (
    <>
      <Header />
      {children}
    </>
  )
}

/** Why one is not, or no more, in the visit. */
function Over({ view: { participant, expert } }: { view: GuestView }) {
  const t = useWords(consultationWords)
  const words = useExpertWords()
  const away = participant.status === 'refused' || participant.status === 'removed' ? participant.status : undefined
  return (
    <Framed>
      {away === undefined ? (
        <Page title={t('over.title')} lead={t('guest.over')}>
          {null}
        </Page>
      ) : (
        <Page title={t(`guest.${away}Title`)} lead={t('guest.sentAway', { name: words.name(expert) })}>
          {null}
        </Page>
      )}
    </Framed>
  )
}

interface SeatProps {
  first: GuestView
  /** From then on this browser has a seat, which may be another than the link was made for. */
  onKnocked: (view: GuestView) => void
}

function Seat({ first, onKnocked }: SeatProps) {
  const t = useWords(consultationWords)
  const words = useExpertWords()
  const { value = first } = useLive(`guest:${first.participant.id}`)
  const { participant, expert } = value
  const name = words.name(expert)
  if (isOver(value)) return <Over view={value} />
  if (participant.status === 'admitted') return <Inside view={value} />
  return (
    <Framed>
      <Page title={t('guest.title', { name })} lead={t('guest.lead', { name })}>
        {participant.status === 'asking' ? <Asking name={name} /> : <Knock view={value} onKnocked={onKnocked} />}
        <DeviceCheck />
      </Page>
    </Framed>
  )
}

function Knock({ view, onKnocked }: { view: GuestView; onKnocked: (view: GuestView) => void }) {
  const t = useWords(consultationWords)
  const { ask: knock } = guestWays(useParam('token'), view.consultationId)
  const [name, setName] = useState(view.participant.name)
  const ask = useCommand(async (_key, said: string) => onKnocked(await knock(said)))
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    if (name.trim() !== '') void ask.run(name.trim())
  }
  return (
    <form className={styles.knock} onSubmit={submit}>
      <Field
        label={t('guest.name')}
        hint={t('guest.nameHint')}
        maxLength={longestName}
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
  const words = useExpertWords()
  const ways = guestWays(useParam('token'), view.consultationId)
  return (
    <div className={styles.screen}>
      <title>{`${t('visit.with', { name: words.name(view.expert) })} · 侨医 Qiaoyi`}</title>
      <h1 className={styles.hidden}>{t('visit.title')}</h1>
      <Call
        consultationId={view.consultationId}
        roomEpoch={view.roomEpoch}
        participants={view.participants}
        ownParticipantId={view.participant.id}
        enter={ways.enter}
        ways={ways}
        alone={<p className={styles.waiting}>{t('guest.alone')}</p>}
        heading={
          <p>
            <strong>{words.name(view.expert)}</strong> {words.title(view.expert.title)}
            <span className={styles.institution}>{words.institution(view.expert)}</span>
          </p>
        }
      />
    </div>
  )
}
