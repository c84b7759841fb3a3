import { use, useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { languageNames, languages, setLanguage, useLanguage, useWords } from '../language/language.ts'
import type { Language } from '../language/language.ts'
import { useConnectionStatus } from '../live/use-live.ts'
import { Link, NavLink } from '../navigation/link.tsx'
import { Mark } from '../ui/mark.tsx'
import { setPreferences, usePreferences } from '../ui/preferences.ts'
import { Spinner } from '../ui/spinner.tsx'
import styles from './header.module.css'
import { LanguageChosen } from './language-chosen.ts'
import { shellWords } from './words.ts'

/** Switches the screens' language at once; kept in the browser, and in the account when somebody is signed in. */
export function LanguageSwitch() {
  const t = useWords(shellWords)
  const language = useLanguage()
  const onChosen = use(LanguageChosen)
  const choose = (wanted: Language): void => {
    void setLanguage(wanted)
    onChosen?.(wanted)
  }
  return (
    <select
      className={styles.tool}
      aria-label={t('language')}
      value={language}
      onChange={(event) => choose(event.target.value as Language)}
    >
      {languages.map((code) => (
        <option key={code} value={code} lang={code}>
          {languageNames[code]}
        </option>
      ))}
    </select>
  )
}

/** 大字: 30 px instead of 18. */
export function LargerTextSwitch() {
  const t = useWords(shellWords)
  const { largerText } = usePreferences()
  return (
    <button
      type="button"
      className={styles.tool}
      aria-pressed={largerText}
      onClick={() => setPreferences({ largerText: !largerText })}
    >
      <span aria-hidden="true" className={styles.glyph}>
        {t('largerTextShort')}
      </span>
      <span className={styles.full}>{t('largerText')}</span>
    </button>
  )
}

/** The first thing on every page: the mark and name, what the shell puts beside it, the switches and further tools. */
export function Header({ children, tools }: { children?: ReactNode; tools?: ReactNode }) {
  const t = useWords(shellWords)
  return (
    <>
      <a className={styles.skip} href="#content">
        {t('skip')}
      </a>
      <header className={styles.header}>
        <Link to="/" className={styles.brand}>
          <Mark />
          <span className={styles.brandName}>{t('hospital')}</span>
        </Link>
        {children}
        <div className={styles.tools}>
          <LargerTextSwitch />
          <LanguageSwitch />
          {tools}
        </div>
      </header>
    </>
  )
}

export interface NavigationLink {
  readonly to: string
  readonly label: string
  readonly icon?: ReactNode
}

/** A bar of links; `aria-current` marks where the reader is. */
export function Navigation({ links, className }: { links: readonly NavigationLink[]; className?: string | undefined }) {
  const t = useWords(shellWords)
  return (
    <nav aria-label={t('sections')} className={className ?? styles.links}>
      {links.map(({ to, label, icon }) => (
        <NavLink key={to} to={to} className={styles.link}>
          {icon}
          {label}
        </NavLink>
      ))}
    </nav>
  )
}

/** Milliseconds a reconnect may take before it is worth words. */
const patience = 2_000

/** Says that the live connection is lost, what is safe and what is being done. */
export function ConnectionBar({ staff = false }: { staff?: boolean }) {
  const t = useWords(shellWords)
  const lost = useConnectionStatus() === 'lost'
  const [said, setSaid] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSaid(lost), lost ? patience : 0)
    return () => clearTimeout(timer)
  }, [lost])
  return (
    <div role="status">
      {said && lost && (
        <p className={styles.lost}>
          <Spinner />
          {t(staff ? 'lostStaff' : 'lost')}
        </p>
      )}
    </div>
  )
}
