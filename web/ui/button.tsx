import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import { Link } from '../navigation/link.tsx'
import { classes } from './classes.ts'
import { Spinner } from './spinner.tsx'
import styles from './button.module.css'

interface Look {
  /** `primary` once on a screen; `quiet` beside it; `plain` for the least; `danger` for what can't be undone. */
  kind?: 'primary' | 'quiet' | 'plain' | 'danger'
  /** For bars and tables. Otherwise 60 px high for compatriots, 48 px for staff. */
  small?: boolean
  /** As wide as its column. */
  wide?: boolean
}

export interface ButtonProps extends Look, ButtonHTMLAttributes<HTMLButtonElement> {
  /** Shows work going on; presses do nothing meanwhile, and the focus stays. */
  busy?: boolean
  ref?: Ref<HTMLButtonElement>
  children: ReactNode
}

function look({ kind = 'primary', small = false, wide = false }: Look, className?: string): string {
  return classes(styles.button, styles[kind], small && styles.small, wide && styles.wide, className)
}

export function Button({
  kind,
  small,
  wide,
  busy = false,
  type = 'button',
  className,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={busy ? 'button' : type}
      className={look({ ...(kind && { kind }), ...(small && { small }), ...(wide && { wide }) }, className)}
      onClick={busy ? undefined : onClick}
      aria-busy={busy || undefined}
    >
      {busy && <Spinner />}
      {children}
    </button>
  )
}

interface LinkButtonProps extends Look {
  /** A path of this site. */
  to: string
  className?: string
  children: ReactNode
}

/** A link that looks like a button: for going somewhere, where a button would do something. */
export function LinkButton({ to, className, children, ...rest }: LinkButtonProps) {
  return (
    <Link to={to} className={look(rest, className)}>
      {children}
    </Link>
  )
}
