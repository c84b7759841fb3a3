import { identityWords } from './identity/words.ts'
import { appointmentWords } from './appointments/words.ts'
import { cityNames } from './language/cities.ts'
import { wordsOf } from './language/language.ts'
import { matchRoute, usePlace } from './navigation/navigation.ts'
import { screen } from './navigation/screen.tsx'
import { CompatriotShell } from './shell/compatriot-shell.tsx'
import { Screens } from './shell/screens.tsx'
import { IncomingCall } from './waiting-room/incoming-call.tsx'
import { EmergencyBar } from './waiting-room/emergency-bar.tsx'
import { Home } from './waiting-room/home/home.tsx'
import { NextRest } from './waiting-room/next-place.tsx'
import { waitingWords } from './waiting-room/words.ts'

const routes = [
  { path: '/', screen: Home },
  {
    path: '/tell',
    screen: screen(() => import('./waiting-room/telling.tsx').then((module) => module.Telling), wordsOf(waitingWords)),
  },
  {
    path: '/waiting/:id',
    screen: screen(() => import('./waiting-room/waiting.tsx').then((module) => module.Waiting), wordsOf(waitingWords)),
  },
  {
    path: '/emergency',
    screen: screen(
      () => import('./waiting-room/emergency-page.tsx').then((module) => module.Emergency),
      wordsOf(waitingWords),
    ),
  },
  {
    path: '/booking',
    screen: screen(
      () => import('./appointments/booking.tsx').then((module) => module.Booking),
      wordsOf(appointmentWords, cityNames),
    ),
  },
  {
    path: '/appointments',
    screen: screen(
      () => import('./appointments/appointments.tsx').then((module) => module.Appointments),
      wordsOf(appointmentWords, cityNames),
    ),
  },
  {
    path: '/records',
    screen: screen(() => import('./records/records.tsx').then((module) => module.Records)),
  },
  {
    path: '/records/:id',
    screen: screen(() => import('./records/advice.tsx').then((module) => module.Advice), wordsOf(cityNames)),
  },
  {
    path: '/family',
    screen: screen(() => import('./identity/family.tsx').then((module) => module.Family), wordsOf(identityWords)),
  },
  {
    path: '/settings',
    screen: screen(
      () => import('./identity/settings.tsx').then((module) => module.Settings),
      wordsOf(identityWords, cityNames),
    ),
  },
]

/** The call has the whole window: nothing above it and nothing below, save the call of another doctor. */
const callRoutes = [
  {
    path: '/visits/:id',
    screen: screen(async () => {
      const { Visit } = await import('./consultations/call/visit.tsx')
      return function PatientVisit() {
        return <Visit above={<IncomingCall />} afterwards={<NextRest />} />
      }
    }, wordsOf(cityNames)),
  },
]

/** Everything a compatriot sees. The doctor's call comes over whatever page is open. */
export function Compatriot() {
  const { path } = usePlace()
  if (matchRoute(callRoutes, path) !== undefined) return <Screens routes={callRoutes} />
  return (
    <>
      <CompatriotShell routes={routes} emergency={<EmergencyBar />} />
      <IncomingCall />
    </>
  )
}
