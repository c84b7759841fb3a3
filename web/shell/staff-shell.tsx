import type { ReactNode } from 'react'
import type { Route } from '../navigation/navigation.ts'
import { classes } from '../ui/classes.ts'
import { ConnectionBar, Header, Navigation } from './header.tsx'
import type { NavigationLink } from './header.tsx'
import { NewVersion } from './new-version.tsx'
import { Screens } from './screens.tsx'
import styles from './shells.module.css'

interface StaffShellProps {
  /** Who is signed in. */
  name: string
  /** The way out. */
  signOut: ReactNode
  routes: readonly Route[]
  links: readonly NavigationLink[]
  /** Always in the header: the doctor's duty control, the coordinator's figures. */
  header?: ReactNode
  /** In sight however far the page is scrolled: what must not be missed. */
  bars?: ReactNode
  /** On a desktop bars lie over the page's lower corner, so that nothing moves when one comes; otherwise under the header. */
  steady?: boolean
}

/** The frame of doctors and coordinators: one header, the rest of the window for the screen. */
export function StaffShell({ name, signOut, routes, links, header, bars, steady = false }: StaffShellProps) {
  return (
    <div className={styles.staff}>
      <Header
        tools={
          <>
            <span className={styles.who}>{name}</span>
            {signOut}
          </>
        }
      >
        <Navigation links={links} />
        {header}
      </Header>
      <div className={classes(styles.bars, steady && styles.steady)}>
        <ConnectionBar staff />
        <NewVersion />
        {bars}
      </div>
      <Screens routes={routes} />
    </div>
  )
}
