import { BothClocks } from '../../language/both-clocks.tsx'
import { duration } from '../../language/clock.ts'
import { useLanguage, useWords } from '../../language/language.ts'
import { Notice } from '../../ui/notice.tsx'
import { minutesOf } from './calendar.ts'
import type { Stretch } from './calendar.ts'
import { weekWords } from './words.ts'

interface PreviewProps {
  heading: string
  /** Undefined while something is not filled in yet. */
  stretch: Stretch | undefined
  /** There is no such day between the first and the last. */
  none: boolean
  timeZone: string
  otherZone: string | undefined
}

/** What the typed hours mean, on the roster's clock and on the expert's own, before they are saved. */
export function Preview({ heading, stretch, none, timeZone, otherZone }: PreviewProps) {
  const t = useWords(weekWords)
  const language = useLanguage()
  return (
    <div role="status">
      {none && <Notice tone="waiting">{t('form.previewNone')}</Notice>}
      {stretch !== undefined && minutesOf(stretch) > 0 && minutesOf(stretch) < 24 * 60 && (
        <Notice title={heading}>
          <p>
            <BothClocks at={stretch.start} endsAt={stretch.end} timeZone={timeZone} otherZone={otherZone} show="date" />
          </p>
          <p>{t('form.length', { time: duration(minutesOf(stretch), language) })}</p>
        </Notice>
      )}
    </div>
  )
}
