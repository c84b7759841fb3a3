import { useEffect, useState } from 'react'
import { dutyWords } from './roster/duty/words.ts'
import { request } from './api/client.ts'
import { dropDraftsOfNoVisit } from './notes/draft.ts'
import { windowKey } from './notes/window-key.ts'
import { noteWords } from './notes/words.ts'
import { identityWords } from './identity/words.ts'
import { consultationWords } from './consultations/words.ts'
import { dropOldMessages } from './consultations/call/held-messages.ts'
import { DoctorRinging } from './consultations/console/doctor-ringing.tsx'
import { useMe } from './identity/session.ts'
import { SignOut } from './identity/sign-out.tsx'
import { cityNames } from './language/cities.ts'
import { useWords, wordsOf } from './language/language.ts'
import { withTemporal } from './language/temporal.ts'
import { screen } from './navigation/screen.tsx'
import { Duty } from './roster/duty/duty.tsx'
import { StaffShell } from './shell/staff-shell.tsx'
import { shellWords } from './shell/words.ts'

const routes = [
  {
    path: '/',
    screen: screen(
      () => import('./consultations/console/console.tsx').then((module) => module.Console),
      wordsOf(consultationWords),
    ),
  },
  {
    path: '/visits/:id',
    screen: screen(
      () => import('./consultations/call/visit.tsx').then((module) => module.Visit),
      wordsOf(consultationWords),
    ),
  },
  {
    path: '/shifts',
    screen: screen(
      async () => (await withTemporal(import('./roster/duty/my-shifts.tsx'))).MyShifts,
      wordsOf(dutyWords),
    ),
  },
  {
    path: '/patients',
    screen: screen(() => import('./notes/my-patients.tsx').then((module) => module.MyPatients), wordsOf(noteWords)),
  },
  {
    path: '/patients/:id',
    screen: screen(() => import('./notes/past-visit.tsx').then((module) => module.PastVisit), wordsOf(noteWords)),
  },
  {
    path: '/settings',
    screen: screen(() => import('./identity/settings.tsx').then((module) => module.Settings), wordsOf(identityWords)),
  },
]

/** Of the header, which is on every page, and the cities, which are on most. */
export const fetchWords = wordsOf(dutyWords, cityNames)

/** Everything a doctor sees. */
export function Doctor() {
  const t = useWords(shellWords)
  const me = useMe()
  // Before the tab can be duplicated.
  useState(windowKey)
  useEffect(() => {
    dropOldMessages()
    void dropDraftsOfNoVisit((id) => request('GET /api/consultations/:id/note', { params: { id } }))
  }, [])
  const links = [
    { to: '/', label: t('visit') },
    { to: '/shifts', label: t('myShifts') },
    { to: '/patients', label: t('myPatients') },
    { to: '/settings', label: t('settings') },
  ]
  return (
    <StaffShell
      name={me.name}
      signOut={<SignOut kind="plain" small />}
      routes={routes}
      links={links}
      header={<Duty />}
      bars={<DoctorRinging />}
      steady
    />
  )
}
