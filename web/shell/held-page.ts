let holds = 0

/** From now on something is under way that the page must not be loaded anew for by itself. Returns what ends that. */
export function holdPage(): () => void {
  let held = true
  holds += 1
  return () => {
    if (held) holds -= 1
    held = false
  }
}

export function isPageHeld(): boolean {
  return holds > 0
}

/** Somebody writes, or reads a dialog: what is on the page now would be lost with it. */
export function isPageBusy(): boolean {
  const isWriting = document.activeElement?.matches('input, textarea, select') === true
  return isWriting || document.querySelector('dialog[open]') !== null
}
