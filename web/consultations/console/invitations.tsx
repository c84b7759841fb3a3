import type { Invitation } from '../../../signaling/consultations/contract.ts'
import { request } from '../../api/client.ts'
import { Failure } from '../../api/failure.tsx'
import { useCommand } from '../../api/use-command.ts'
import { useMe } from '../../identity/session.ts'
import { useWords } from '../../language/language.ts'
import { useLive } from '../../live/use-live.ts'
import { useExpertWords } from '../../names/expert-words.ts'
import { useShownHere } from '../../ringing/seen.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { consultationWords } from '../words.ts'
import { invitationId } from './ring-reasons.ts'

/** Visits of colleagues to which one is invited: ask to come in, then enter. */
export function Invitations() {
  const me = useMe()
  const { value = [] } = useLive(me.expertId === null ? undefined : `invitations:${me.expertId}`)
  return value.map((invitation) => <One key={invitation.id} invitation={invitation} />)
}

function One({ invitation }: { invitation: Invitation }) {
  const t = useWords(consultationWords)
  const words = useExpertWords()
  const ask = useCommand(async () => {
    await request('POST /api/consultations/:id/ask', { params: { id: invitation.id } })
  })
  const { status, id } = invitation.participant
  useShownHere(invitationId(id))
  return (
    <Notice role="status" title={t('invitation.title', { name: words.name(invitation.expert) })}>
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
