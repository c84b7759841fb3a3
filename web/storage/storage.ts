/**
 * What this browser keeps. Storage may be full, or forbidden (private windows, a managed browser): then a value lives as
 * long as the page, and nothing that is typed, muted or shown is lost for it.
 */
export interface Keep {
  readonly read: (key: string) => string | undefined
  /** Whether it outlives the page. */
  readonly write: (key: string, value: string) => boolean
  readonly remove: (key: string) => void
  /** In no order. */
  readonly keys: () => string[]
  /** Those that this page has written. */
  readonly written: () => string[]
}

/** What stands under a key like this is about patients: it leaves the browser with the sign-out. */
export const personalPrefix = 'qiaoyi.personal.'

/** With what the name of such a key begins; `unsent.ts` says of each what would be lost. */
export type PersonalName = 'addendum' | 'chat' | 'newPatient' | 'note' | 'snippet' | 'telling'

/** A key for what is about patients: drafts, unsent messages. */
export function personalKey(name: PersonalName | `${PersonalName}.${string}`): string {
  return `${personalPrefix}${name}`
}

function openKeep(area: () => Storage): Keep {
  const onlyHere = new Map<string, string>()
  const written = new Set<string>()
  /** Undefined where the browser forbids it, or has no room. */
  function attempt<Result>(act: (storage: Storage) => Result): Result | undefined {
    try {
      return act(area())
    } catch {
      return undefined
    }
  }
  return {
    read: (key) => onlyHere.get(key) ?? attempt((storage) => storage.getItem(key)) ?? undefined,
    write(key, value) {
      written.add(key)
      const kept = attempt((storage) => {
        storage.setItem(key, value)
        return true
      })
      if (kept === true) onlyHere.delete(key)
      else onlyHere.set(key, value)
      return kept === true
    },
    remove(key) {
      onlyHere.delete(key)
      attempt((storage) => storage.removeItem(key))
    },
    keys: () => [...new Set([...onlyHere.keys(), ...(attempt((storage) => Object.keys(storage)) ?? [])])],
    written: () => [...written],
  }
}

/** For all windows of this browser, until it is removed. */
export const device: Keep = openKeep(() => window.localStorage)

/** For this window, through reloads. */
export const tab: Keep = openKeep(() => window.sessionStorage)

/** Reads what was written as JSON; `otherwise` where there is nothing, or nothing that can be read. */
export function readJson<Value>(keep: Keep, key: string, otherwise: Value): Value {
  const text = keep.read(key)
  if (text === undefined) return otherwise
  try {
    return JSON.parse(text) as Value
  } catch {
    return otherwise
  }
}

/** Removes all that is about patients from this browser; where somebody else has it by now, from this window. */
export function forgetPersonal({ ofThisPage = false } = {}): void {
  for (const keep of [device, tab]) {
    // What the tab keeps is this window's alone, written since it was loaded or before.
    const keys = ofThisPage && keep === device ? keep.written() : keep.keys()
    for (const key of keys) if (key.startsWith(personalPrefix)) keep.remove(key)
  }
}

export const ownerKey = 'qiaoyi.owner'

const leaves = ' leaves'

/** What stands there instead of the account's id once it has asked to leave. */
function leaving(accountId: string): string {
  return `${accountId}${leaves}`
}

/**
 * Tells whose browser it is from now on. What somebody else left behind, whose session ended by itself, goes; one's own
 * stays, so that whoever signs in again finds the words that were being typed.
 */
export function browserIsOf(accountId: string): void {
  const owner = device.read(ownerKey)
  if (owner === accountId) return
  if (owner !== undefined && owner !== leaving(accountId)) forgetPersonal()
  device.write(ownerKey, accountId)
}

/** Tells that its owner has asked to leave, whether or not the answer comes: nothing about patients is to stay. */
export function leaveBrowser(accountId: string): void {
  device.write(ownerKey, leaving(accountId))
}

/** Whether its owner has asked to leave it, and nobody has it now. */
export function isBrowserLeft(): boolean {
  return device.read(ownerKey)?.endsWith(leaves) === true
}

/** Whether this account has it, and has not asked to leave it. */
export function isBrowserOf(accountId: string): boolean {
  return device.read(ownerKey) === accountId
}
