import { useEffect, useRef } from 'react'
import type { Invitation } from '../../signaling/consultations/contract.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { useMe } from '../identity/session.ts'
import { useWords } from '../language/language.ts'
import { useLive } from '../live/use-live.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { readDevices } from './carrier/devices.ts'
import { playTone } from './tone.ts'
import { notify } from './use-arrival.ts'
import { consultationWords } from './words.ts'

/** Visits of colleagues to which one is invited: ask to come in, then enter. */
export function Invitations() {
  const t = useWords(consultationWords)
  const me = useMe()
  const { value = [] } = useLive<Invitation[]>(me.expertId === null ? undefined : `invitations:${me.expertId}`)
  const told = useRef(new Set<string>())
  useEffect(() => {
    for (const { id, expert } of value) {
      if (told.current.has(id)) continue
      told.current.add(id)
      void playTone(readDevices().speaker)
      notify(t('invitation.title', { name: expert.nameHan }), t('invitation.text'))
    }
  }, [value, t])
  return value.map((invitation) => <One key={invitation.id} invitation={invitation} />)
}

function One({ invitation }: { invitation: Invitation }) {
  const t = useWords(consultationWords)
  const ask = useCommand(async () => {
    await request<Invitation>('POST', `/api/consultations/${invitation.id}/ask`)
  })
  const { status } = invitation.participant
  return (
    <Notice role="status" title={t('invitation.title', { name: invitation.expert.nameHan })}>
      {status === 'invited' && (
        <>
          <p>{t('invitation.text')}</p>
          <div>
            <Button small busy={ask.busy} onClick={() => void ask.run()}>
              {t('invitation.ask')}
            </Button>
          </div>
        </>
      )}
      {status === 'asking' && <p>{t('invitation.asking')}</p>}
      {status === 'admitted' && (
        <div>
          <LinkButton small to={`/visits/${invitation.id}`}>
            {t('invitation.enter')}
          </LinkButton>
        </div>
      )}
      <Failure error={ask.error} />
    </Notice>
  )
}
