import { useWords } from '../language/language.ts'
import { Button } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'
import type { Draft } from './draft.ts'
import { EmergencyCard } from './emergency-card.tsx'
import { waitingWords } from './words.ts'

interface EmergencyStepProps {
  draft: Draft
  country: string | undefined
  /** The step before. */
  back: string
  onContinue: () => void
}

/** Red flags lead here at once; nobody is kept from the queue. */
export function EmergencyStep({ draft, country, back, onContinue }: EmergencyStepProps) {
  const t = useWords(waitingWords)
  const alone = draft.redFlags.includes('selfHarm')
  return (
    <Page
      title={t('emergency.flagsTitle')}
      lead={t(alone ? 'emergency.selfHarmText' : 'emergency.flagsText')}
      back={{ label: t('telling.back'), to: back }}
    >
      <EmergencyCard country={country} />
      <Button kind="quiet" wide onClick={onContinue}>
        {t('emergency.continue')}
      </Button>
    </Page>
  )
}
