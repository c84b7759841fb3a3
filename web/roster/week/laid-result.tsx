import type { LaidPattern } from '../../../signaling/roster/contract.ts'
import { BothClocks } from '../../language/both-clocks.tsx'
import { useWords } from '../../language/language.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { weekWords } from './words.ts'

interface LaidResultProps {
  laid: LaidPattern
  name: string
  timeZone: string
  onClose: () => void
}

/** What a new pattern has laid, and on which days it could not. */
export function LaidResult({ laid, name, timeZone, onClose }: LaidResultProps) {
  const t = useWords(weekWords)
  return (
    <Dialog heading={t('laid.title')} onClose={onClose} actions={<Button onClick={onClose}>{t('laid.close')}</Button>}>
      <p>{t('laid.done', { count: laid.laid })}</p>
      {laid.clashes.length > 0 && (
        <Notice tone="waiting">
          <p>{t('laid.clashes', { count: laid.clashes.length, name })}</p>
          <ul>
            {laid.clashes.map(({ start, end }) => (
              <li key={start}>
                <BothClocks at={start} endsAt={end} timeZone={timeZone} show="date" />
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </Dialog>
  )
}
