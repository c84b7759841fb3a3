import { Component } from 'react'
import type { ReactNode } from 'react'
import { useWords } from '../language/language.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Page, Row } from '../ui/page.tsx'
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

/** A screen that broke: what is safe, and two ways on. */
export function BrokenScreen() {
  const t = useWords(shellWords)
  return (
    <Page title={t('brokenTitle')} lead={t('brokenText')}>
      <Row>
        <Button onClick={() => window.location.reload()}>{t('reload')}</Button>
        <LinkButton kind="quiet" to="/">
          {t('toHome')}
        </LinkButton>
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
