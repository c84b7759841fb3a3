import { useState } from 'react'
import type { SyntheticEvent } from 'react'
import type { Consultation, Invite, Invited, Participant } from '../../../signaling/consultations/contract.ts'
import { longestName } from '../../../signaling/text-limits.ts'
import { request } from '../../api/client.ts'
import { Failure } from '../../api/failure.tsx'
import { useAnswer } from '../../api/use-answer.ts'
import { useCommand } from '../../api/use-command.ts'
import { useWords } from '../../language/language.ts'
import { useExpertWords } from '../../names/expert-words.ts'
import { nameWords } from '../../names/words.ts'
import { useShownHere } from '../../ringing/seen.ts'
import { Button } from '../../ui/button.tsx'
import { ChooseOne } from '../../ui/chips.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { Notice, Tag } from '../../ui/notice.tsx'
import { Row } from '../../ui/page.tsx'
import { useShortcuts } from '../../ui/use-shortcuts.ts'
import { CopyLink } from '../copy-link.tsx'
import { useSeatName } from '../seat-name.ts'
import { consultationWords } from '../words.ts'
import styles from './console.module.css'
import { knockId } from './ring-reasons.ts'

type Decision = 'admit' | 'refuse' | 'remove'

function useCloseLink(visit: Consultation) {
  return useCommand(async (_key, linkId: string) => {
    await request('POST /api/consultations/:id/links/:linkId/close', { params: { id: visit.id, linkId } })
  })
}

/** Links with which more than one asks, or somebody asks while another is in: not all of them can be meant. */
function sharedLinks(participants: readonly Participant[]): readonly string[] {
  const asking = participants.filter(({ status }) => status === 'asking').map(({ openLink }) => openLink)
  return [...new Set(asking)].flatMap((link) => {
    if (link === null || participants.some(({ id, linkUsedUp }) => id === link && linkUsedUp)) return []
    const used = participants.filter(({ openLink, status }) => openLink === link && isHere(status))
    return used.length > 1 ? [link] : []
  })
}

function isHere(status: Participant['status']): boolean {
  return status === 'asking' || status === 'admitted'
}

function useDecide(visit: Consultation) {
  return useCommand(async (_key, participantId: string, decision: Decision) => {
    await request(`POST /api/consultations/:id/participants/:participantId/${decision}`, {
      params: { id: visit.id, participantId },
    })
  })
}

/** Whoever asks to come in stands before the doctor's eyes until there is an answer. */
export function Knocks({ visit }: { visit: Consultation }) {
  const t = useWords(consultationWords)
  const decide = useDecide(visit)
  const close = useCloseLink(visit)
  const asking = visit.participants.filter(({ status }) => status === 'asking')
  const first = asking[0]
  useShortcuts(first === undefined ? {} : { a: () => void decide.run(first.id, 'admit') })
  const usedUp = visit.participants.filter(({ linkUsedUp }) => linkUsedUp)
  if (asking.length === 0 && usedUp.length === 0) return null
  return (
    <Notice tone="waiting" role="alert">
      {asking.map((person) => (
        <Knock
          key={person.id}
          person={person}
          busy={decide.busy}
          onDecide={(decision) => void decide.run(person.id, decision)}
        />
      ))}
      {sharedLinks(visit.participants).map((link) => (
        <div key={link} className={styles.seat}>
          <p>{t('knock.sameLink')}</p>
          <Row>
            <Button kind="quiet" small busy={close.busy} onClick={() => void close.run(link)}>
              {t('knock.closeLink')}
            </Button>
          </Row>
        </div>
      ))}
      {usedUp.map(({ id, name }) => (
        <div key={id} className={styles.seat}>
          <p>{t('knock.linkUsedUp', { name })}</p>
          <Row>
            <Button kind="quiet" small busy={close.busy} onClick={() => void close.run(id)}>
              {t('participants.closeLink')}
            </Button>
          </Row>
        </div>
      ))}
      <Failure error={decide.error ?? close.error} />
    </Notice>
  )
}

function Knock({ person, busy, onDecide }: Pick<SeatProps, 'person' | 'busy' | 'onDecide'>) {
  const t = useWords(consultationWords)
  const nameOf = useSeatName()
  useShownHere(knockId(person.id))
  return (
    <div className={styles.seat}>
      <p>{t('knock.asks', { name: nameOf(person), kind: t(`kind.${person.kind}`) })}</p>
      <Row>
        <AdmitOrRefuse busy={busy} onDecide={onDecide} />
      </Row>
    </div>
  )
}

function AdmitOrRefuse({ busy, onDecide }: Pick<SeatProps, 'busy' | 'onDecide'>) {
  const t = useWords(consultationWords)
  return (
    <>
      <Button small busy={busy} onClick={() => onDecide('admit')}>
        {t('knock.admit')}
      </Button>
      <Button kind="quiet" small busy={busy} onClick={() => onDecide('refuse')}>
        {t('knock.refuse')}
      </Button>
    </>
  )
}

/** Who takes part, who has been invited, and how somebody is invited. */
export function Participants({ visit, onClose }: { visit: Consultation; onClose: () => void }) {
  const t = useWords(consultationWords)
  const decide = useDecide(visit)
  const close = useCloseLink(visit)
  return (
    <Dialog
      heading={t('participants.title')}
      onClose={onClose}
      actions={
        <Button kind="quiet" onClick={onClose}>
          {t('participants.close')}
        </Button>
      }
    >
      <ul>
        {visit.participants.map((person) => (
          <Seat
            key={person.id}
            person={person}
            busy={decide.busy}
            onDecide={(decision) => void decide.run(person.id, decision)}
            closing={close.busy}
            onCloseLink={(link) => void close.run(link)}
          />
        ))}
      </ul>
      <Failure error={decide.error ?? close.error} />
      {visit.status === 'called' ? <p>{t('invite.notYet')}</p> : <InviteForm visit={visit} />}
    </Dialog>
  )
}

interface SeatProps {
  person: Participant
  busy: boolean
  onDecide: (decision: Decision) => void
  closing: boolean
  onCloseLink: (link: string) => void
}

function Seat({ person, busy, onDecide, closing, onCloseLink }: SeatProps) {
  const t = useWords(consultationWords)
  const nameOf = useSeatName()
  const helps = person.kind !== 'patient' && person.kind !== 'doctor'
  return (
    <li className={styles.seat}>
      <p className={styles.line}>
        <strong>{nameOf(person)}</strong>
        <span className={styles.soft}>{t(`kind.${person.kind}`)}</span>
        <Tag tone={person.status === 'admitted' ? 'success' : person.status === 'asking' ? 'waiting' : 'neutral'}>
          {t(`seat.${person.status}`)}
        </Tag>
      </p>
      {helps && (
        <Row>
          {person.status === 'asking' && <AdmitOrRefuse busy={busy} onDecide={onDecide} />}
          {person.status === 'admitted' && (
            <Button kind="quiet" small busy={busy} onClick={() => onDecide('remove')}>
              {t('participants.remove')}
            </Button>
          )}
          {person.status === 'invited' && (
            <Button kind="quiet" small busy={busy} onClick={() => onDecide('refuse')}>
              {t('participants.withdraw')}
            </Button>
          )}
          {person.openLink !== null && person.id === person.openLink && person.status !== 'invited' && (
            <Button kind="plain" small busy={closing} onClick={() => onCloseLink(person.id)}>
              {t('participants.closeLink')}
            </Button>
          )}
        </Row>
      )}
    </li>
  )
}

const kinds = ['relative', 'interpreter', 'expert'] as const

function InviteForm({ visit }: { visit: Consultation }) {
  const t = useWords(consultationWords)
  const nameOf = useSeatName()
  const [kind, setKind] = useState<Invite['kind']>('relative')
  const [name, setName] = useState('')
  const [expertId, setExpertId] = useState('')
  const [invited, setInvited] = useState<Invited>()
  const invite = useCommand(async (key, who: Omit<Invite, 'idempotencyKey'>) => {
    setInvited(
      await request('POST /api/consultations/:id/participants', {
        params: { id: visit.id },
        body: { ...who, idempotencyKey: key },
      }),
    )
    setName('')
  })
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    if (kind === 'expert' ? expertId === '' : name.trim() === '') return
    void invite.run(kind === 'expert' ? { kind, expertId } : { kind, name: name.trim() })
  }
  // The answer has an expert's Chinese name alone.
  const guest = visit.participants.find(({ id }) => id === invited?.participant.id) ?? invited?.participant
  return (
    <form className={styles.form} onSubmit={submit}>
      <ChooseOne
        legend={t('invite.title')}
        value={kind}
        choices={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
        onChoose={setKind}
      />
      {kind === 'expert' ? (
        <ExpertChoice visit={visit} value={expertId} onChoose={setExpertId} />
      ) : (
        <Field
          label={t('invite.name')}
          maxLength={longestName}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      )}
      <Failure error={invite.error} />
      <div>
        <Button type="submit" kind="quiet" busy={invite.busy}>
          {t(kind === 'expert' ? 'invite.sendExpert' : 'invite.makeLink')}
        </Button>
      </div>
      {invited !== undefined && guest !== undefined && (
        <Notice role="status" title={t('invite.done', { name: nameOf(guest) })}>
          <p>{t(invited.link === null ? 'invite.expertTold' : 'invite.sendLink')}</p>
          {invited.link !== null && (
            <CopyLink link={invited.link} label={t('invite.link')} copiedHint={t('link.copiedHint')} />
          )}
        </Notice>
      )}
    </form>
  )
}

interface ExpertChoiceProps {
  visit: Consultation
  value: string
  onChoose: (expertId: string) => void
}

function ExpertChoice({ visit, value, onChoose }: ExpertChoiceProps) {
  const t = useWords(consultationWords)
  const names = useWords(nameWords)
  const words = useExpertWords()
  const { value: panel, error, reload } = useAnswer('GET /api/panel')
  if (error !== undefined) return <Failure error={error} onRetry={reload} />
  return (
    <Select label={t('invite.expert')} value={value} onChange={(event) => onChoose(event.target.value)}>
      <option value="">{t('invite.chooseExpert')}</option>
      {(panel ?? [])
        .filter(({ id }) => id !== visit.expert.id)
        .map((expert) => (
          <option key={expert.id} value={expert.id}>
            {words.names(expert)} · {expert.specialties.map((code) => names(`specialty.${code}`)).join(t('list.comma'))}
          </option>
        ))}
    </Select>
  )
}
