import { weekWords } from './roster/week/words.ts'
import { panelWords } from './panel/words.ts'
import { identityWords } from './identity/words.ts'
import { boardWords } from './board/words.ts'
import { CoordinatorRinging } from './board/coordinator-ringing.tsx'
import { useMe } from './identity/session.ts'
import { SignOut } from './identity/sign-out.tsx'
import { cityNames } from './language/cities.ts'
import { useWords, wordsOf } from './language/language.ts'
import { withTemporal } from './language/temporal.ts'
import { screen } from './navigation/screen.tsx'
import { StaffShell } from './shell/staff-shell.tsx'
import { shellWords } from './shell/words.ts'

const routes = [
  { path: '/', screen: screen(async () => (await import('./board/board.tsx')).BoardScreen, wordsOf(boardWords)) },
  {
    path: '/roster',
    screen: screen(async () => (await withTemporal(import('./roster/week/week.tsx'))).Week, wordsOf(weekWords)),
  },
  {
    path: '/roster/patterns',
    screen: screen(async () => (await import('./roster/week/patterns.tsx')).Patterns, wordsOf(weekWords)),
  },
  { path: '/experts', screen: screen(async () => (await import('./panel/experts.tsx')).Experts, wordsOf(panelWords)) },
  {
    path: '/experts/new',
    screen: screen(async () => (await import('./panel/expert.tsx')).NewExpert, wordsOf(panelWords)),
  },
  {
    path: '/experts/staff',
    screen: screen(async () => (await import('./panel/staff.tsx')).StaffAccounts, wordsOf(panelWords)),
  },
  {
    path: '/experts/:id',
    screen: screen(async () => (await import('./panel/expert.tsx')).ChangeExpertScreen, wordsOf(panelWords)),
  },
  {
    path: '/settings',
    screen: screen(() => import('./identity/settings.tsx').then((module) => module.Settings), wordsOf(identityWords)),
  },
]

/** Of the alarms, which come on every page, and the cities, which are on most. */
export const fetchWords = wordsOf(boardWords, cityNames)

/** Everything a coordinator sees. */
export function Coordinator() {
  const t = useWords(shellWords)
  const me = useMe()
  const links = [
    { to: '/', label: t('board') },
    { to: '/roster', label: t('roster') },
    { to: '/experts', label: t('experts') },
    { to: '/settings', label: t('settings') },
  ]
  return (
    <StaffShell
      name={me.name}
      signOut={<SignOut kind="plain" small />}
      routes={routes}
      links={links}
      bars={<CoordinatorRinging />}
    />
  )
}
