import type { ReactNode } from 'react'
import { useWords } from '../language/language.ts'
import type { Route } from '../navigation/navigation.ts'
import { FamilyIcon, HomeIcon, RecordsIcon, SettingsIcon } from '../ui/icons.tsx'
import { ConnectionBar, Header, Navigation } from './header.tsx'
import { NewVersion } from './new-version.tsx'
import { Screens } from './screens.tsx'
import styles from './shells.module.css'
import { shellWords } from './words.ts'

interface CompatriotShellProps {
  routes: readonly Route[]
  /** The thin bar with the emergency number of the country they are in. */
  emergency?: ReactNode
}

/** The compatriot's frame, made for a phone: one column, four places in a bar at the thumb. */
export function CompatriotShell({ routes, emergency }: CompatriotShellProps) {
  const t = useWords(shellWords)
  const links = [
    { to: '/', label: t('home'), icon: <HomeIcon /> },
    { to: '/records', label: t('records'), icon: <RecordsIcon /> },
    { to: '/family', label: t('family'), icon: <FamilyIcon /> },
    { to: '/settings', label: t('settings'), icon: <SettingsIcon /> },
  ]
  return (
    <div className={styles.compatriot}>
      <Header />
      <Navigation links={links} className={styles.bottom} />
      {emergency}
      <div className={styles.bars}>
        <ConnectionBar />
        <NewVersion />
      </div>
      <Screens routes={routes} />
    </div>
  )
}
