import type { LanguageSkill } from '../../signaling/panel/contract.ts'
import { spokenLanguages } from '../../signaling/vocabulary.ts'
import { useWords } from '../language/language.ts'
import { nameWords } from '../names/words.ts'
import styles from './panel.module.css'
import { panelWords } from './words.ts'

interface LanguageSkillsProps {
  skills: readonly LanguageSkill[]
  problem: string | undefined
  onSkills: (skills: LanguageSkill[]) => void
}

const proficiencies = ['native', 'fluent', 'basic'] as const

/** Each language once, with how well it is spoken. */
export function LanguageSkills({ skills, problem, onSkills }: LanguageSkillsProps) {
  const t = useWords(panelWords)
  const names = useWords(nameWords)
  return (
    <fieldset className={styles.skills}>
      <legend>{t('form.languages')}</legend>
      <p className={styles.soft}>{t('form.languagesHint')}</p>
      <ul>
        {spokenLanguages.map((language) => {
          const proficiency = skills.find((skill) => skill.language === language)?.proficiency
          return (
            <li key={language} className={styles.skill}>
              <span>{names(`spoken.${language}`)}</span>
              <select
                aria-label={t('form.proficiencyOf', { language: names(`spoken.${language}`) })}
                value={proficiency ?? ''}
                data-spoken={proficiency !== undefined}
                onChange={(event) => {
                  const others = skills.filter((skill) => skill.language !== language)
                  const chosen = proficiencies.find((one) => one === event.target.value)
                  onSkills(chosen === undefined ? others : [...others, { language, proficiency: chosen }])
                }}
              >
                <option value="">{t('form.notSpoken')}</option>
                {proficiencies.map((one) => (
                  <option key={one} value={one}>
                    {t(`proficiency.${one}`)}
                  </option>
                ))}
              </select>
            </li>
          )
        })}
      </ul>
      {problem !== undefined && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </fieldset>
  )
}
