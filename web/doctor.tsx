import { DoctorRinging } from './consultations/console/doctor-ringing.tsx'
import { useSession } from './identity/session.ts'
import { useWords } from './language/language.ts'
import { withTemporal } from './language/temporal.ts'
import { screen } from './navigation/screen.tsx'
import { Duty } from './roster/duty/duty.tsx'
import { StaffShell } from './shell/staff-shell.tsx'
import { shellWords } from './shell/words.ts'

const routes = [
  { path: '/', screen: screen(() => import('./consultations/console/console.tsx').then((module) => module.Console)) },
  {
    path: '/visits/:id',
    screen: screen(() => import('./consultations/call/visit.tsx').then((module) => module.Visit)),
  },
  {
    path: '/shifts',
    screen: screen(async () => (await withTemporal(import('./roster/duty/my-shifts.tsx'))).MyShifts),
  },
  { path: '/patients', screen: screen(() => import('./notes/my-patients.tsx').then((module) => module.MyPatients)) },
  { path: '/patients/:id', screen: screen(() => import('./notes/past-visit.tsx').then((module) => module.PastVisit)) },
  { path: '/settings', screen: screen(() => import('./identity/settings.tsx').then((module) => module.Settings)) },
]

/** Everything a doctor sees. */
export function Doctor() {
  const t = useWords(shellWords)
  const { me, signOut } = useSession()
  const links = [
    { to: '/', label: t('visit') },
    { to: '/shifts', label: t('myShifts') },
    { to: '/patients', label: t('myPatients') },
    { to: '/settings', label: t('settings') },
  ]
  return (
    <StaffShell
      name={me.name}
      onSignOut={() => void signOut()}
      routes={routes}
      links={links}
      header={<Duty />}
      bars={<DoctorRinging />}
    />
  )
}
