import { useWords } from './language/language.ts'
import { screen } from './navigation/screen.ts'
import { StaffShell } from './shell/staff-shell.tsx'
import { shellWords } from './shell/words.ts'

const routes = [
  { path: '/settings', screen: screen(() => import('./identity/settings.tsx').then((module) => module.Settings)) },
]

/** Everything a coordinator sees. */
export function Coordinator() {
  const t = useWords(shellWords)
  const links = [
    { to: '/', label: t('board') },
    { to: '/roster', label: t('roster') },
    { to: '/experts', label: t('experts') },
    { to: '/settings', label: t('settings') },
  ]
  return <StaffShell routes={routes} links={links} />
}
