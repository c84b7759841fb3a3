import type { DoctorQueue } from '../../../signaling/board/contract.ts'
import { request } from '../../api/client.ts'
import { Failure } from '../../api/failure.tsx'
import { useCommand } from '../../api/use-command.ts'
import { useWords } from '../../language/language.ts'
import { nameWords } from '../../names/words.ts'
import { useShownHere } from '../../ringing/seen.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { consultationWords } from '../words.ts'
import { alertId } from './ring-reasons.ts'

/** To a doctor on a break: somebody can't wait, and nobody of the specialty is free. */
export function Pressing({ alert }: { alert: NonNullable<DoctorQueue['alert']> }) {
  const t = useWords(consultationWords)
  const names = useWords(nameWords)
  useShownHere(alertId(alert))
  const resume = useCommand((_key) => request('POST /api/duty/resume'))
  return (
    <Notice
      tone="emergency"
      role="alert"
      title={t('alert.title', { specialty: names(`specialty.${alert.specialty}`) })}
    >
      <p>{t('alert.text', { number: alert.number })}</p>
      <Button small busy={resume.busy} onClick={() => void resume.run()}>
        {t('alert.end')}
      </Button>
      <Failure error={resume.error} />
    </Notice>
  )
}
