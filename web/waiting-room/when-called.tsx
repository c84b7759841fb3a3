import { useMe } from '../identity/session.ts'
import { BothClocks } from '../language/both-clocks.tsx'
import { duration } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { homeWords } from './home/words.ts'
import { hospitalZone } from './hospital-zone.ts'

/** From when on a place that rests is called. */
export function RestsUntil({ at }: { at: string }) {
  const t = useWords(homeWords)
  const { timeZone } = useMe()
  return (
    <p>
      {t('place.restsUntil')} <BothClocks at={at} timeZone={timeZone} otherZone={hospitalZone} />
    </p>
  )
}

/** How long it takes, in the one way that every page says it; nothing where nobody on duty will. */
export function About({ minutes }: { minutes: number | null }) {
  const t = useWords(homeWords)
  const language = useLanguage()
  if (minutes === null) return null
  return minutes === 0 ? t('place.soon') : t('place.about', { time: duration(minutes, language) })
}
