import type { Topic } from '../topics.ts'

/**
 * What has changed in a room, for the screens of rooms above: they say which of their topics show it as well, and the room
 * announces those without knowing them.
 */
export interface News<Told> {
  /** @throws Error where nobody has said what shows it: the program is not put together */
  topicsOf(told: Told): readonly Topic[]
  /** Says what shows it. For the place where the program is put together, and for nobody else. */
  shownBy(...screens: readonly ((told: Told) => readonly Topic[])[]): void
}

/** @param name what has changed: `dutyNews` */
export function defineNews<Told>(name: string): News<Told> {
  let shown: readonly ((told: Told) => readonly Topic[])[] | undefined
  return {
    topicsOf(told) {
      if (shown === undefined) throw new Error(`Nobody has said what shows ${name}.`)
      return shown.flatMap((topicsOf) => topicsOf(told))
    },
    shownBy(...screens) {
      shown = screens
    },
  }
}
