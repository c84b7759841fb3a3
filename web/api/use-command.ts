import { useCallback, useRef, useState } from 'react'
import type { ApiError } from './client.ts'
import { asApiError } from './client.ts'

export interface Command<Arguments extends readonly unknown[], Result> {
  /** Resolves with the result, or with undefined when it failed and `error` says why. Ignored while busy. */
  readonly run: (...args: Arguments) => Promise<Result | undefined>
  readonly busy: boolean
  readonly error: ApiError | undefined
  readonly clearError: () => void
}

/**
 * Something the reader does. `action` gets an idempotency key first: the same one for every retry of the same
 * arguments until it succeeds, so that a lost answer never makes two of a thing.
 *
 *     const book = useCommand((key, slot: string) =>
 *       request('POST /api/appointments', { body: { idempotencyKey: key, slot } }))
 */
export function useCommand<Arguments extends readonly unknown[], Result>(
  action: (key: string, ...args: Arguments) => Promise<Result>,
): Command<Arguments, Result> {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError>()
  const running = useRef(false)
  const intention = useRef<{ readonly said: string; readonly key: string }>(undefined)
  const latest = useRef(action)
  latest.current = action
  const run = useCallback(async (...args: Arguments): Promise<Result | undefined> => {
    if (running.current) return undefined
    const said = JSON.stringify(args)
    if (intention.current?.said !== said) intention.current = { said, key: newKey() }
    running.current = true
    setBusy(true)
    setError(undefined)
    try {
      const result = await latest.current(intention.current.key, ...args)
      intention.current = undefined
      return result
    } catch (reason) {
      setError(asApiError(reason))
      return undefined
    } finally {
      running.current = false
      setBusy(false)
    }
  }, [])
  const clearError = useCallback(() => setError(undefined), [])
  return { run, busy, error, clearError }
}

/** A random UUID (version 4). `crypto.randomUUID` needs a secure context; a clinic's first trial may run on plain HTTP. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const hex = Array.from(bytes, (byte, index) => {
    const marked = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte
    return marked.toString(16).padStart(2, '0')
  }).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
