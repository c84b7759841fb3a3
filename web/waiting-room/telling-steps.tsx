import type { Patient } from '../../signaling/identity/contract.ts'
import type { Specialty } from '../../signaling/shapes.ts'
import { longestText } from '../../signaling/text-limits.ts'
import { redFlags, specialties } from '../../signaling/vocabulary.ts'
import type { ByLanguage, RedFlag, Ticket } from '../../signaling/waiting-room/contract.ts'
import type { Answer } from '../api/use-answer.ts'
import { useMe } from '../identity/session.ts'
import { duration } from '../language/clock.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { useLive } from '../live/use-live.ts'
import { nameWords } from '../names/words.ts'
import { ChooseOne, ChooseSome } from '../ui/chips.tsx'
import { TextArea } from '../ui/field.tsx'
import type { Draft } from './draft.ts'
import { homeWords } from './home/words.ts'
import { useNextRest } from './next-place.tsx'
import { soonest } from './prospect.ts'
import { waitingWords } from './words.ts'

export interface StepProps {
  draft: Draft
  change: (parts: Partial<Draft>) => void
  /** The whole answer of the step, by one press: the telling goes on. */
  pick: (parts: Partial<Draft>) => void
  /** They went on without an answer: say what is missing. */
  told: boolean
  /** Said, or guessed from the zone. */
  country: string | undefined
  /** The account's open places. */
  tickets: readonly Ticket[]
  /** The account's patients. */
  patients: Answer<Patient[]>
  /** Whom it is for, once that is known. */
  patient: Patient | undefined
}

export function ComplaintStep({ draft, change, told }: StepProps) {
  const t = useWords(waitingWords)
  return (
    <TextArea
      label={t('telling.complaintLabel')}
      hint={t('telling.complaintHint')}
      problem={told && draft.complaint.trim() === '' ? t('telling.complaintProblem') : undefined}
      maxLength={longestText}
      value={draft.complaint}
      onChange={(event) => change({ complaint: event.target.value })}
    />
  )
}

export function FlagsStep({ draft, change, pick, told }: StepProps) {
  const t = useWords(waitingWords)
  const none = draft.flagsAnswered && draft.redFlags.length === 0
  const choose = (chosen: readonly (RedFlag | 'none')[]): void => {
    const flags = chosen.filter((value) => value !== 'none')
    // "None" and a sign exclude each other: the later press counts. Nothing but a sign takes "none" back.
    const nowNone = none ? flags.length === 0 : chosen.includes('none')
    change({ redFlags: nowNone ? [] : flags, flagsAnswered: nowNone || flags.length > 0 })
  }
  return (
    <ChooseSome<RedFlag | 'none'>
      legend={t('telling.flagsLegend')}
      hint={t('telling.flagsHint')}
      problem={told && !draft.flagsAnswered ? t('telling.flagsProblem') : undefined}
      stacked
      values={none ? ['none'] : draft.redFlags}
      choices={[
        ...redFlags.map((flag) => ({ value: flag, label: t(`flag.${flag}`) })),
        { value: 'none' as const, label: t('telling.noFlags') },
      ]}
      onChoose={choose}
      onPick={(value) => {
        if (value === 'none') pick({ redFlags: [], flagsAnswered: true })
      }}
    />
  )
}

export function SpecialtyStep({ draft, change, pick, told }: StepProps) {
  const t = useWords(waitingWords)
  const h = useWords(homeWords)
  const names = useWords(nameWords)
  const language = useLanguage()
  const { value: outlook } = useLive('outlook')
  const { languages: own } = useMe()
  const languages = draft.languages.length > 0 ? draft.languages : own
  const rest = useNextRest()
  const wait = (by: ByLanguage | undefined): string | undefined => {
    if (by === undefined) return undefined
    const { minutes, onBreak } = soonest(by, languages)
    if (minutes === null) return t(onBreak ? 'telling.onBreak' : 'telling.nobodyOnDuty')
    // Whose place rests is called later than that.
    if (rest !== null) return undefined
    return minutes === 0 ? h('home.noWait') : h('home.about', { time: duration(minutes, language) })
  }
  const waitFor = (specialty: Specialty): string | undefined =>
    wait(outlook?.specialties.find((line) => line.specialty === specialty)?.by)
  const answer = (specialty: Specialty | 'notSure') => ({ specialty: specialty === 'notSure' ? null : specialty })
  return (
    <ChooseOne<Specialty | 'notSure'>
      legend={t('telling.specialtyLegend')}
      problem={told && draft.specialty === undefined ? t('telling.specialtyProblem') : undefined}
      stacked
      value={draft.specialty === null ? 'notSure' : draft.specialty}
      choices={[
        {
          value: 'notSure',
          label: t('telling.notSure'),
          detail: [t('telling.notSureHint'), wait(outlook?.unsure)].filter(Boolean).join(' · '),
        },
        ...specialties.map((specialty) => ({
          value: specialty,
          label: names(`specialty.${specialty}`),
          detail: [t(`hint.${specialty}`), waitFor(specialty)].filter(Boolean).join(' · '),
        })),
      ]}
      onChoose={(specialty) => change(answer(specialty))}
      onPick={(specialty) => pick(answer(specialty))}
    />
  )
}
