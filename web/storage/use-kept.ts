import { useCallback, useState } from 'react'
import { readJson, tab } from './storage.ts'

/**
 * What somebody is typing, through a closed dialog and a reload of this window, until it is removed with `undefined`. The
 * key stays the same as long as the component lives.
 */
export function useKept<Value>(key: string): [Value | undefined, (value: Value | undefined) => void] {
  const [value, setValue] = useState(() => readJson<Value | undefined>(tab, key, undefined))
  const keep = useCallback(
    (next: Value | undefined): void => {
      if (next === undefined) tab.remove(key)
      else tab.write(key, JSON.stringify(next))
      setValue(next)
    },
    [key],
  )
  return [value, keep]
}
