import type { CodeSent } from '../../signaling/identity/contract.ts'

/** A code that this browser has asked for: where it was sent, and when, in milliseconds of this browser's clock. */
export interface AskedCode extends CodeSent {
  readonly email: string
  readonly askedAt: number
}

const key = 'qiaoyi.askedCode'

/**
 * The code asked for in this window that may still work: who goes to read the letter comes back to a page that the phone has
 * thrown away meanwhile. A browser that keeps nothing begins anew.
 */
export function readAskedCode(): AskedCode | undefined {
  try {
    const asked = JSON.parse(window.sessionStorage.getItem(key) ?? 'null') as AskedCode | null
    if (asked === null) return undefined
    const age = Date.now() - asked.askedAt
    return age >= 0 && age < asked.validMinutes * 60_000 ? asked : undefined
  } catch {
    return undefined
  }
}

export function keepAskedCode(asked: AskedCode): void {
  try {
    window.sessionStorage.setItem(key, JSON.stringify(asked))
  } catch {
    // Storage that is full or blocked: only a reload is worse off.
  }
}

export function forgetAskedCode(): void {
  try {
    window.sessionStorage.removeItem(key)
  } catch {
    // As above: nothing was kept.
  }
}
