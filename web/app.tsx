import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ComponentType } from 'react'
import type { ChangeMe, Me } from '../signaling/identity/contract.ts'
import { askAhead, request, whenSignedOut } from './api/client.ts'
import type { ApiError } from './api/client.ts'
import { Failure } from './api/failure.tsx'
import { useAnswer } from './api/use-answer.ts'
import { useUnfitBrowser } from './consultations/devices/unfit-browser.ts'
import { SessionContext } from './identity/session.ts'
import { SignIn } from './identity/sign-in.tsx'
import { type OnEnded, useStillIn } from './identity/still-in.ts'
import { identityWords } from './identity/words.ts'
import { cityNames } from './language/cities.ts'
import { setLanguage, storedLanguage, wordsOf } from './language/language.ts'
import type { Language } from './language/language.ts'
import { LiveProvider } from './live/live-provider.tsx'
import { matchRoute, navigate, PlaceContext, useAddressBar } from './navigation/navigation.ts'
import type { Route } from './navigation/navigation.ts'
import { type Late, screen, useFetched } from './navigation/screen.tsx'
import { BrokenScreen, ErrorBoundary } from './shell/error-boundary.tsx'
import { Header } from './shell/header.tsx'
import { LanguageChosen } from './shell/language-chosen.ts'
import { Opening, Screens } from './shell/screens.tsx'
import {
  browserIsOf,
  device,
  forgetPersonal,
  isBrowserLeft,
  isBrowserOf,
  leaveBrowser,
  ownerKey,
} from './storage/storage.ts'
import { Page } from './ui/page.tsx'
import { Toasts } from './ui/toast.tsx'
import { homeWords } from './waiting-room/home/words.ts'

/** Each role's screens are a chunk of their own: nobody loads another's. */
const entrances: Readonly<Record<Me['role'], ComponentType & Late>> = {
  compatriot: screen(() => import('./compatriot.tsx').then((module) => module.Compatriot), wordsOf(homeWords)),
  doctor: screen(async () => {
    const { Doctor, fetchWords } = await import('./doctor.tsx')
    await fetchWords()
    return Doctor
  }),
  coordinator: screen(async () => {
    const { Coordinator, fetchWords } = await import('./coordinator.tsx')
    await fetchWords()
    return Coordinator
  }),
}

/** Its code comes with the first page, on which most meet it. Its words are fetched where nobody is signed in. */
const SignInPage = screen(async () => SignIn, wordsOf(identityWords))

const OpenInBrowser = screen(() =>
  import('./consultations/devices/open-in-browser.tsx').then((module) => module.OpenInBrowser),
)

const roleKey = 'qiaoyi.role'

/** Screens for people without an account, who came by a signed link. */
const openRoutes: readonly Route[] = [
  {
    path: '/join/:token',
    screen: screen(() => import('./consultations/guest/guest.tsx').then((module) => module.Guest), wordsOf(cityNames)),
  },
  {
    path: '/first-coordinator/:token',
    screen: screen(() => import('./identity/first-coordinator.tsx').then((module) => module.FirstCoordinator)),
  },
]

/** Asks who is signed in, and fetches meanwhile the screens of whoever was here last; where that was nobody, the sign-in page. */
export function fetchEntrance(): void {
  const open = matchRoute(openRoutes, window.location.pathname)
  if (open !== undefined) {
    // Who comes by a link is not asked.
    prefetch(open.route.screen)
    return
  }
  askAhead('GET /api/me')
  const last = device.read(roleKey) ?? ''
  prefetch(last in entrances ? entrances[last as Me['role']] : SignInPage)
}

/** A failure now is told when it is shown. */
function prefetch(shown: object | Late): void {
  if ('fetch' in shown) shown.fetch().catch(() => undefined)
}

interface SignedInProps {
  me: Me
  onMe: (me: Me | undefined) => void
  /** Their account has changed. */
  onChanged: (me: Me) => void
  /** The session has ended; resolves with whether there is another one of the same account. */
  onEnded: OnEnded
}

function SignedIn({ me, onMe, onChanged, onEnded }: SignedInProps) {
  // One change after the other: of two in a row the account keeps the last.
  const former = useRef(Promise.resolve())
  const session = useMemo(
    () => ({
      me,
      change: (change: ChangeMe) => {
        const changed = former.current.then(async () => await request('PATCH /api/me', { body: change }))
        former.current = changed.then(onChanged, () => undefined)
        return changed
      },
      signOut: async () => {
        leaveBrowser(me.accountId)
        try {
          await request('POST /api/sign-out')
        } catch (reason) {
          // Whoever is in all the same has the browser again, with what is typed from now on; else they are out, and it goes.
          request('GET /api/me').then(
            ({ accountId }) => accountId === me.accountId && browserIsOf(accountId),
            () => undefined,
          )
          throw reason
        }
        onMe(undefined)
      },
    }),
    [me, onMe, onChanged],
  )
  // The browser remembers it anyway; an account that could not be told is told at the next switch.
  const keepLanguage = useCallback(
    (locale: Language) => void session.change({ locale }).catch(() => undefined),
    [session],
  )
  // Before any screen reads what it kept.
  useState(() => {
    browserIsOf(me.accountId)
    device.write(roleKey, me.role)
  })
  const Entrance = entrances[me.role]
  return (
    <SessionContext value={session}>
      <LanguageChosen value={keepLanguage}>
        <LiveProvider
          path="/api/live"
          onSignedOut={async (reopen) => {
            if (await onEnded()) reopen()
          }}
        >
          <Suspense fallback={<Opening />}>
            <Entrance />
          </Suspense>
        </LiveProvider>
      </LanguageChosen>
    </SessionContext>
  )
}

/** Leaves nothing of an account behind that has left this browser, in whichever of its windows. */
function useFarewell(accountId: string | undefined): void {
  const former = useRef(accountId)
  useEffect(() => {
    const left = former.current
    former.current = accountId
    if (left === undefined || left === accountId || isBrowserOf(left)) return
    // Its screens are gone, and have kept once more what was being typed. Who has signed in meanwhile keeps their own.
    forgetPersonal({ ofThisPage: !isBrowserLeft() })
    device.remove(roleKey)
    navigate('/', { replace: true })
  }, [accountId])
}

/** Looks whether the browser has become somebody else's in another window, which the server tells only to open sockets. */
function useOwnerWatched(accountId: string | undefined, onEnded: OnEnded): void {
  useEffect(() => {
    if (accountId === undefined) return undefined
    const look = (): void => {
      if (document.visibilityState !== 'hidden' && !isBrowserOf(accountId)) void onEnded({ proven: false })
    }
    const hear = ({ key }: StorageEvent): void => {
      if (key === ownerKey) look()
    }
    window.addEventListener('storage', hear)
    window.addEventListener('pageshow', look)
    document.addEventListener('visibilitychange', look)
    return () => {
      window.removeEventListener('storage', hear)
      window.removeEventListener('pageshow', look)
      document.removeEventListener('visibilitychange', look)
    }
  }, [accountId, onEnded])
}

/** Asks who is signed in, and shows their entrance, or the sign-in page on the same address. */
function WhoIsThere() {
  const asked = useAnswer('GET /api/me')
  // Undefined until something newer is known than the first answer.
  const [known, setKnown] = useState<{ me: Me | undefined }>()
  const onMe = useCallback((me: Me | undefined) => setKnown({ me }), [])
  // A late answer brings nobody back who has signed out since.
  const onChanged = useCallback(
    (changed: Me) =>
      setKnown((now) => (now !== undefined && now.me?.accountId !== changed.accountId ? now : { me: changed })),
    [],
  )
  const me = known === undefined ? asked.value : known.me
  const onEnded = useStillIn(me, onMe)
  useEffect(() => whenSignedOut(() => void onEnded()), [onEnded])
  useFarewell(me?.accountId)
  useOwnerWatched(me?.accountId, onEnded)
  const role = me?.role
  const locale = me?.locale
  useEffect(() => {
    document.documentElement.dataset['reader'] = role === 'doctor' || role === 'coordinator' ? 'staff' : 'compatriot'
  }, [role])
  useEffect(() => {
    if (locale !== undefined && storedLanguage() === undefined) void setLanguage(locale)
  }, [locale])
  const nobody = me === undefined && (known !== undefined || asked.error?.status === 401)
  useEffect(() => {
    // The page went before the answer to their sign-out came.
    if (nobody && isBrowserLeft()) forgetPersonal()
  }, [nobody])
  const fetched = useFetched(me !== undefined ? entrances[me.role] : nobody ? SignInPage : undefined)
  if ((me !== undefined || nobody) && !fetched) return <Opening />
  if (me !== undefined) {
    return <SignedIn key={me.accountId} me={me} onMe={onMe} onChanged={onChanged} onEnded={onEnded} />
  }
  if (nobody) {
    return (
      <Suspense fallback={<Opening />}>
        <SignInPage onMe={onMe} />
      </Suspense>
    )
  }
  if (asked.error !== undefined) return <Unreachable error={asked.error} onRetry={asked.reload} />
  return <Opening />
}

function Unreachable({ error, onRetry }: { error: ApiError; onRetry: () => void }) {
  return (
    <>
      <Header />
      <main id="content" tabIndex={-1}>
        <Page title="侨医 Qiaoyi" untitled>
          <Failure error={error} onRetry={onRetry} />
        </Page>
      </main>
    </>
  )
}

/** The whole client. */
export function App() {
  const place = useAddressBar()
  const open = matchRoute(openRoutes, place.path) !== undefined
  const unfit = useUnfitBrowser()
  return (
    <PlaceContext value={place}>
      <ErrorBoundary fallback={<BrokenScreen />}>
        {unfit.shown ? (
          // Before anybody signs in or waits: what cannot hold the call in the end is no place to begin.
          <Suspense fallback={<Opening />}>
            <OpenInBrowser onTryHere={unfit.ignore} />
          </Suspense>
        ) : open ? (
          <Screens routes={openRoutes} />
        ) : (
          <WhoIsThere />
        )}
      </ErrorBoundary>
      <Toasts />
    </PlaceContext>
  )
}
