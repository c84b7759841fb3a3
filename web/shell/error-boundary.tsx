import { Component, useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { useWords } from '../language/language.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Page, Row } from '../ui/page.tsx'
import { Arriving } from './arriving.tsx'
import { reloadWhenBack } from './reloading.ts'
import { shellWords } from './words.ts'

interface BoundaryProps {
  /** What is shown instead of what broke. */
  fallback: ReactNode
  children: ReactNode
}

/** Keeps a fault in one part from taking the others with it. Give it a `key` to begin afresh. */
export class ErrorBoundary extends Component<BoundaryProps, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true }
  }

  override render(): ReactNode {
    return this.state.broken ? this.props.fallback : this.props.children
  }
}

/** A screen that broke: what is safe, and two ways on. Both load the page anew, since what broke it may still be there. */
export function BrokenScreen() {
  const t = useWords(shellWords)
  // A part of the page that was not here yet could not be fetched: it can as soon as the hospital answers.
  const [answers, setAnswers] = useState(() => (navigator.onLine ? undefined : false))
  useEffect(() => reloadWhenBack(setAnswers), [])
  if (answers === undefined) return <Arriving />
  return (
    <Page title={t(answers ? 'brokenTitle' : 'offlineTitle')} lead={t(answers ? 'brokenText' : 'offlineText')}>
      <Row>
        <Button onClick={() => window.location.reload()}>{t('reload')}</Button>
        <Button kind="quiet" onClick={() => window.location.assign('/')}>
          {t('toHome')}
        </Button>
      </Row>
    </Page>
  )
}

/** An address that leads nowhere. */
export function NoSuchScreen() {
  const t = useWords(shellWords)
  return (
    <Page title={t('notFoundTitle')} lead={t('notFoundText')}>
      <Row>
        <LinkButton to="/">{t('toHome')}</LinkButton>
      </Row>
    </Page>
  )
}
