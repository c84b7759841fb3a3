import { useState } from 'react'
import type { Consultation } from '../../../signaling/consultations/contract.ts'
import { request } from '../../api/client.ts'
import { Failure } from '../../api/failure.tsx'
import { useCommand } from '../../api/use-command.ts'
import { useWords } from '../../language/language.ts'
import { Button } from '../../ui/button.tsx'
import { ChooseOne } from '../../ui/chips.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { consultationWords } from '../words.ts'

/** Of the reasons for an end, those that make a difference to a place that nobody has answered for. */
const reasons = ['other', 'wrongSpecialty'] as const

/** Stops a call that rings; whoever has answered at the moment of the press is in a visit, which goes on. */
export function StopCall({ visit, onClose }: { visit: Consultation; onClose: () => void }) {
  const t = useWords(consultationWords)
  const [reason, setReason] = useState<(typeof reasons)[number]>('other')
  const stop = useCommand(async () => {
    await request('POST /api/consultations/:id/end', {
      params: { id: visit.id },
      body: { reason, requeue: true, callOnly: true },
    })
  })
  return (
    <Dialog
      heading={t('stop.title', { name: visit.patient.name })}
      onClose={onClose}
      actions={
        <>
          <Button kind="danger" busy={stop.busy} onClick={() => void stop.run()}>
            {t('stop.button')}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {t('stop.goOn')}
          </Button>
        </>
      }
    >
      <p>{t('stop.text')}</p>
      <ChooseOne
        legend={t('stop.why')}
        stacked
        value={reason}
        choices={reasons.map((value) => ({ value, label: t(`stop.${value}`) }))}
        onChoose={setReason}
      />
      <Failure error={stop.error} />
    </Dialog>
  )
}
