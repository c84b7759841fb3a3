import { useState } from 'react'

/**
 * What the one open dialog of a screen is about. A command goes on after its dialog: the late answer closes its own, not one
 * that has been opened since.
 */
export function useDialog<About>(): readonly [
  about: About | undefined,
  open: (about: About) => void,
  close: () => void,
] {
  const [opened, setOpened] = useState<{ readonly about: About }>()
  const close = (): void => setOpened((now) => (now === opened ? undefined : now))
  return [opened?.about, (about) => setOpened({ about }), close]
}
