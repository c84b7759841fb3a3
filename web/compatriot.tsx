import { screen } from './navigation/screen.ts'
import { CompatriotShell } from './shell/compatriot-shell.tsx'

const routes = [
  { path: '/family', screen: screen(() => import('./identity/family.tsx').then((module) => module.Family)) },
  { path: '/settings', screen: screen(() => import('./identity/settings.tsx').then((module) => module.Settings)) },
]

/** Everything a compatriot sees. */
export function Compatriot() {
  return <CompatriotShell routes={routes} />
}
