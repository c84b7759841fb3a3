import type { Ticket } from '../../signaling/waiting-room/contract.ts'
import { useWords } from '../language/language.ts'
import { Notice } from '../ui/notice.tsx'
import { ReadyButton } from './ready-button.tsx'
import { waitingWords } from './words.ts'

/** "Not now" has been said: the place is kept, and this ends the pause. */
export function Paused({ ticket }: { ticket: Ticket }) {
  const t = useWords(waitingWords)
  return (
    <Notice tone="waiting" title={t('waiting.paused')} role="status">
      {/* Before the words: on a small phone these would push it off the screen. */}
      <ReadyButton ticket={ticket}>{t('waiting.ready')}</ReadyButton>
      <p>{t('waiting.pausedText')}</p>
    </Notice>
  )
}
