import { useExpertNames } from '../names/expert-names.tsx'
import type { Named } from '../names/expert-words.ts'
import styles from './aside.module.css'

interface DoctorNamesProps {
  /** Missing from a process of the version before. */
  expert: Named | null | undefined
  /** Both names as they come, shown where there is nothing else. */
  expertName: string
}

/** A doctor's names, the one that the reader can read first. */
export function DoctorNames({ expert, expertName }: DoctorNamesProps) {
  const [first, second] = useExpertNames(expert ?? { nameHan: expertName, nameLatin: '' })
  return (
    <>
      {first} <span className={styles.second}>{second}</span>
    </>
  )
}
