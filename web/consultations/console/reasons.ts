import type { MatchReason } from '../../../signaling/shapes.ts'
import { useWords } from '../../language/language.ts'
import { nameWords } from '../../names/words.ts'
import { consultationWords } from '../words.ts'

/** Says why a patient comes to this doctor, in one line. */
export function useReasons(): (reasons: readonly MatchReason[]) => string {
  const t = useWords(consultationWords)
  const names = useWords(nameWords)
  const one = ({ code, language, specialty, instead, minutes, count }: MatchReason): string => {
    const what = specialty === undefined ? '' : names(`specialty.${specialty}`)
    switch (code) {
      case 'specialty':
      case 'specialtyByTriage':
        return what === '' ? t(`reason.${code}Plain`) : t(`reason.${code}`, { specialty: what })
      case 'standsIn':
        return t('reason.standsIn', {
          specialty: what,
          instead: instead === undefined ? '' : names(`specialty.${instead}`),
        })
      case 'language':
      case 'languageBasic':
        return language === undefined
          ? t('reason.languagePlain')
          : t(`reason.${code}`, { language: names(`spoken.${language}`) })
      case 'waitedLongest':
        return minutes === undefined ? t('reason.waitedLongestPlain') : t('reason.waitedLongest', { count: minutes })
      case 'continuity':
        return count === undefined ? t('reason.continuityPlain') : t('reason.continuity', { count })
      case 'interpreter':
      case 'urgency':
      case 'fairness':
      case 'appointment':
      case 'assignedByHand':
      case 'doctorGone':
        return t(`reason.${code}`)
    }
  }
  return (reasons) => reasons.map(one).join(t('list.comma'))
}
