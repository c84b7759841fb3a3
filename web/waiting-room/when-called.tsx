import { useMe } from '../identity/session.ts'
import { BothClocks } from '../language/both-clocks.tsx'
import { duration } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { homeWords } from './home/words.ts'
import { hospitalZone } from './hospital-zone.ts'

interface RestsUntilProps {
  at: string
  words?: 'place.restsUntil' | 'place.nextRests'
}

/** From when on a place that rests is called, or the account's next one. */
export function RestsUntil({ at, words = 'place.restsUntil' }: RestsUntilProps) {
  const t = useWords(homeWords)
  const { timeZone } = useMe()
  return (
    <p>
      {t(words)} <BothClocks at={at} timeZone={timeZone} otherZone={hospitalZone} />
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
