import { useMe } from '../../identity/session.ts'
import { useWords } from '../../language/language.ts'
import { useNow } from '../../language/use-now.ts'
import { useDoctorQueue } from '../../live/use-board.ts'
import { useLive } from '../../live/use-live.ts'
import { useExpertWords } from '../../names/expert-words.ts'
import { nameWords } from '../../names/words.ts'
import { Ringing } from '../../ringing/ringing.tsx'
import { readDevices } from '../carrier/devices.ts'
import { consultationWords } from '../words.ts'
import { ringReasons } from './ring-reasons.ts'

/** Whatever page a doctor has open, they hear of their patients: `ring-reasons.ts` says of what. */
export function DoctorRinging() {
  const t = useWords(consultationWords)
  const names = useWords(nameWords)
  const { name } = useExpertWords()
  const { expertId } = useMe()
  const { value: current } = useLive(expertId === null ? undefined : `currentConsultation:${expertId}`)
  const { value: invitations = [] } = useLive(expertId === null ? undefined : `invitations:${expertId}`)
  const { value: duty } = useLive(expertId === null ? undefined : `duty:${expertId}`)
  const { value: queue } = useDoctorQueue(expertId ?? undefined)
  const now = useNow(5)
  return (
    <Ringing
      reasons={ringReasons(
        { visit: current?.consultation ?? undefined, invitations, alert: queue?.alert ?? null, now },
        { t, names, name },
      )}
      expected={duty !== undefined && duty.state !== 'off'}
      speaker={readDevices().speaker}
    />
  )
}
