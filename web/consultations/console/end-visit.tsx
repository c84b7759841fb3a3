import { useState } from 'react'
import type { Consultation, EndConsultation } from '../../../signaling/consultations/contract.ts'
import { request } from '../../api/client.ts'
import { Failure } from '../../api/failure.tsx'
import { useCommand } from '../../api/use-command.ts'
import { useWords } from '../../language/language.ts'
import { Button } from '../../ui/button.tsx'
import { ChooseOne } from '../../ui/chips.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { consultationWords } from '../words.ts'
import styles from './console.module.css'

const reasons = ['completed', 'patientLeft', 'technical', 'wrongSpecialty', 'emergency', 'other'] as const
type Reason = EndConsultation['reason']

/** For these the visit did not do what it was for: the patient's place is offered back. */
const requeues: ReadonlySet<Reason> = new Set<Reason>(['technical', 'wrongSpecialty'])

/** Ends the visit for everybody, with the reason; one that did not come about gives the patient their place back. */
export function EndVisit({ visit, onClose }: { visit: Consultation; onClose: () => void }) {
  const t = useWords(consultationWords)
  const [reason, setReason] = useState<Reason>('completed')
  const [requeue, setRequeue] = useState(false)
  const end = useCommand(async (_key, command: EndConsultation) => {
    await request('POST /api/consultations/:id/end', { params: { id: visit.id }, body: command })
  })
  return (
    <Dialog
      heading={t('end.title', { name: visit.patient.name })}
      onClose={onClose}
      actions={
        <>
          <Button
            kind="danger"
            busy={end.busy}
            onClick={() => void end.run({ reason, requeue: requeue && reason !== 'completed' })}
          >
            {t('end.button')}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {t('end.goOn')}
          </Button>
        </>
      }
    >
      <p>{t(visit.noteSigned ? 'end.signedText' : 'end.text')}</p>
      <ChooseOne
        legend={t('end.how')}
        stacked
        value={reason}
        choices={reasons.map((value) => ({ value, label: t(`end.${value}`) }))}
        onChoose={(value) => {
          setReason(value)
          setRequeue(requeues.has(value))
        }}
      />
      {reason !== 'completed' && (
        <label className={styles.check}>
          <input type="checkbox" checked={requeue} onChange={(event) => setRequeue(event.target.checked)} />
          {t('end.requeue')}
        </label>
      )}
      <Failure error={end.error} />
    </Dialog>
  )
}
