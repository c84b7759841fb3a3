import { useMe } from '../identity/session.ts'
import { BothClocks } from '../language/both-clocks.tsx'
import { duration } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { hospitalZone } from './hospital-zone.ts'
import { waitingWords } from './words.ts'

/** From when on a place that rests is called. */
export function RestsUntil({ at }: { at: string }) {
  const t = useWords(waitingWords)
  const { timeZone } = useMe()
  return (
    <p>
      {t('waiting.restsUntil')} <BothClocks at={at} timeZone={timeZone} otherZone={hospitalZone} />
    </p>
  )
}

/** How long it takes, in the one way that every page says it; nothing where nobody on duty will. */
export function About({ minutes }: { minutes: number | null }) {
  const t = useWords(waitingWords)
  const language = useLanguage()
  if (minutes === null) return null
  return minutes === 0 ? t('waiting.soon') : t('waiting.about', { time: duration(minutes, language) })
}
