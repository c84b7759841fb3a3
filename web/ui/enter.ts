import type { KeyboardEvent } from 'react'

type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'keyCode'> & {
  readonly nativeEvent: { readonly isComposing: boolean }
}

/** `sending`: Enter by itself. `confirming`: with Ctrl or Cmd, where Enter by itself begins a line. */
export type EnterUse = 'sending' | 'confirming'

/**
 * Whether a key that was pressed is meant as Enter. While a Chinese word is being composed Enter chooses it; Safari has ended the
 * composition by the time it tells of the key, and only the key's code, that of an input method (229), still says so.
 */
export function isEnter(event: Pressed, use: EnterUse): boolean {
  if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.keyCode === 229) return false
  const withControl = event.ctrlKey || event.metaKey
  return use === 'confirming' ? withControl : !event.shiftKey
}

/** For `onKeyDown` of a field in which one writes; all that act on Enter there go through it. */
export function onEnter(use: EnterUse, act: (event: KeyboardEvent) => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (isEnter(event, use)) act(event)
  }
}
