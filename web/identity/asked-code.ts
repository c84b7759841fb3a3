import type { CodeSent } from '../../signaling/identity/contract.ts'
import { readJson, tab } from '../storage/storage.ts'

/** A code that this browser has asked for: where it was sent, and when, in milliseconds of this browser's clock. */
export interface AskedCode extends CodeSent {
  readonly email: string
  readonly askedAt: number
  /** None was sent for this asking: how old the newest is, nobody says. */
  readonly unsent?: true
}

const key = 'qiaoyi.askedCode'

/**
 * The code asked for in this window that may still work: who goes to read the letter comes back to a page that the phone has
 * thrown away meanwhile. A browser that keeps nothing begins anew.
 */
export function readAskedCode(): AskedCode | undefined {
  const asked = readJson<AskedCode | undefined>(tab, key, undefined)
  if (asked === undefined) return undefined
  const age = Date.now() - asked.askedAt
  return age >= 0 && age < asked.validMinutes * 60_000 ? asked : undefined
}

export function keepAskedCode(asked: AskedCode): void {
  tab.write(key, JSON.stringify(asked))
}

export function forgetAskedCode(): void {
  tab.remove(key)
}
