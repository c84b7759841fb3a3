import type { Ticket } from '../../signaling/waiting-room/contract.ts'
import { request } from '../api/client.ts'
import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { useWords } from '../language/language.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { waitingWords } from './words.ts'

/** "Not now" has been said: the place is kept, and this ends the pause. */
export function Paused({ ticket }: { ticket: Ticket }) {
  const t = useWords(waitingWords)
  const ready = useCommand((_key) => request('POST /api/tickets/:id/ready', { params: { id: ticket.id } }))
  return (
    <Notice tone="waiting" title={t('waiting.paused')} role="status">
      {/* Before the words: on a small phone these would push it off the screen. */}
      <Button wide busy={ready.busy} onClick={() => void ready.run()}>
        {t('waiting.ready')}
      </Button>
      <Failure error={ready.error} />
      <p>{t('waiting.pausedText')}</p>
    </Notice>
  )
}
