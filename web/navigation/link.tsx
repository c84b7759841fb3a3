import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from 'react'
import { navigate, usePlace } from './navigation.ts'

export interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  /** A path of this site. */
  to: string
  /** Leave no step to come back to. */
  replace?: boolean
  children: ReactNode
}

/** A link to a screen of this site: a real `<a>`, so opening in a new tab and copying work as everywhere. */
export function Link({ to, replace = false, onClick, children, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event)
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    if (event.defaultPrevented || !plain || (rest.target ?? '_self') !== '_self') return
    event.preventDefault()
    navigate(to, { replace })
  }
  return (
    <a {...rest} href={to} onClick={follow}>
      {children}
    </a>
  )
}

/** A link in a bar of links: marked `aria-current="page"` on its own screen and the screens below it. */
export function NavLink({ to, ...rest }: LinkProps) {
  const { path } = usePlace()
  const target = to.split('?')[0] ?? to
  const here = path === target || (target !== '/' && path.startsWith(`${target}/`))
  return <Link to={to} {...rest} {...(here ? { 'aria-current': 'page' } : {})} />
}
