import { CoordinatorRinging } from './board/coordinator-ringing.tsx'
import { useSession } from './identity/session.ts'
import { useWords } from './language/language.ts'
import { withTemporal } from './language/temporal.ts'
import { screen } from './navigation/screen.tsx'
import { StaffShell } from './shell/staff-shell.tsx'
import { shellWords } from './shell/words.ts'

const routes = [
  { path: '/', screen: screen(async () => (await import('./board/board.tsx')).BoardScreen) },
  { path: '/roster', screen: screen(async () => (await withTemporal(import('./roster/week/week.tsx'))).Week) },
  { path: '/roster/patterns', screen: screen(async () => (await import('./roster/week/patterns.tsx')).Patterns) },
  { path: '/experts', screen: screen(async () => (await import('./panel/experts.tsx')).Experts) },
  { path: '/experts/new', screen: screen(async () => (await import('./panel/expert.tsx')).NewExpert) },
  { path: '/experts/staff', screen: screen(async () => (await import('./panel/staff.tsx')).StaffAccounts) },
  { path: '/experts/:id', screen: screen(async () => (await import('./panel/expert.tsx')).ChangeExpertScreen) },
  { path: '/settings', screen: screen(() => import('./identity/settings.tsx').then((module) => module.Settings)) },
]

/** Everything a coordinator sees. */
export function Coordinator() {
  const t = useWords(shellWords)
  const { me, signOut } = useSession()
  const links = [
    { to: '/', label: t('board') },
    { to: '/roster', label: t('roster') },
    { to: '/experts', label: t('experts') },
    { to: '/settings', label: t('settings') },
  ]
  return (
    <StaffShell
      name={me.name}
      onSignOut={() => void signOut()}
      routes={routes}
      links={links}
      bars={<CoordinatorRinging />}
    />
  )
}
