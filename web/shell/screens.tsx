import { Suspense, useEffect, useRef } from 'react'
import { useWords } from '../language/language.ts'
import { matchRoute, ParamsContext, usePlace } from '../navigation/navigation.ts'
import type { Route } from '../navigation/navigation.ts'
import { useFetched } from '../navigation/screen.tsx'
import { Page } from '../ui/page.tsx'
import { Skeleton } from '../ui/spinner.tsx'
import { VisuallyHidden } from '../ui/visually-hidden.tsx'
import { BrokenScreen, ErrorBoundary, NoSuchScreen } from './error-boundary.tsx'
import { shellWords } from './words.ts'

/** A screen's place while its code or words arrive. */
export function Arriving() {
  const t = useWords(shellWords)
  return (
    <Page title={t('loading')} untitled>
      <VisuallyHidden as="h1">{t('hospital')}</VisuallyHidden>
      <Skeleton label={t('loading')} lines={4} />
    </Page>
  )
}

/** The whole page's place while it is not known yet whose it is. */
export function Opening() {
  return (
    <main id="content">
      <Arriving />
    </main>
  )
}

/** The screen for the current path, in the page's `<main>`, which gets the focus on every change of path. */
export function Screens({ routes, className }: { routes: readonly Route[]; className?: string | undefined }) {
  const { path } = usePlace()
  const main = useRef<HTMLElement>(null)
  const former = useRef(path)
  useEffect(() => {
    if (former.current !== path) main.current?.focus({ preventScroll: true })
    former.current = path
  }, [path])
  const found = matchRoute(routes, path)
  const Screen = found?.route.screen ?? NoSuchScreen
  const fetched = useFetched(Screen)
  return (
    <main id="content" ref={main} tabIndex={-1} className={className}>
      <ErrorBoundary key={path} fallback={<BrokenScreen />}>
        <ParamsContext value={found?.params ?? none}>
          {fetched ? (
            <Suspense fallback={<Arriving />}>
              <Screen />
            </Suspense>
          ) : (
            <Arriving />
          )}
        </ParamsContext>
      </ErrorBoundary>
    </main>
  )
}

const none = {}
