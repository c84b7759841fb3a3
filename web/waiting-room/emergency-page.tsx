import { Failure } from '../api/failure.tsx'
import { useCommand } from '../api/use-command.ts'
import { useSession } from '../identity/session.ts'
import { useWords } from '../language/language.ts'
import { shellWords } from '../shell/words.ts'
import { Page } from '../ui/page.tsx'
import { showToast } from '../ui/toast.tsx'
import { CountryChoice } from './country-choice.tsx'
import { useCountry } from '../identity/country.ts'
import { EmergencyCard } from './emergency-card.tsx'
import { waitingWords } from './words.ts'

/** What to do when it can't wait, in the country they are in. */
export function Emergency() {
  const t = useWords(waitingWords)
  const s = useWords(shellWords)
  const { change } = useSession()
  const { country } = useCountry()
  const save = useCommand(async (_key, chosen: string) => {
    await change({ country: chosen })
    showToast(t('emergency.saved'))
  })
  return (
    <Page title={t('emergency.title')} lead={t('emergency.lead')} back={{ label: s('back'), to: '/' }}>
      <EmergencyCard country={country} />
      <CountryChoice value={country} onChoose={(chosen) => void save.run(chosen)} />
      <Failure error={save.error} />
    </Page>
  )
}
