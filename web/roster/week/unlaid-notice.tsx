import { useAnswer } from '../../api/use-answer.ts'
import { useWords } from '../../language/language.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useRosterChange } from '../../live/use-roster-change.ts'
import { weekWords } from './words.ts'

/** On the roster week: that weekly patterns could not lay everything, and the way to where it is seen to. */
export function UnlaidNotice() {
  const t = useWords(weekWords)
  const unlaid = useAnswer('GET /api/unlaid-shifts')
  const patterns = useAnswer('GET /api/shift-patterns')
  useRosterChange(() => {
    unlaid.reload()
    patterns.reload()
  })
  const days = unlaid.value?.length ?? 0
  const failed = patterns.value?.filter(({ failedAt }) => failedAt !== null).length ?? 0
  if (days === 0 && failed === 0) return null
  return (
    <Notice tone="waiting">
      {days > 0 && <p>{t('week.unlaid', { count: days })}</p>}
      {failed > 0 && <p>{t('week.failed', { count: failed })}</p>}
      <div>
        <LinkButton kind="quiet" small to="/roster/patterns">
          {t('week.see')}
        </LinkButton>
      </div>
    </Notice>
  )
}
