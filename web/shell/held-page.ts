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
