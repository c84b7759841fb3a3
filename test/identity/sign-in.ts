import { beforeEach } from 'vitest'
import { requestCode, signIn } from '../../signaling/identity/sign-in.ts'
import { openHospital, type TestHospital } from '../support/hospital.ts'

export let hospital: TestHospital

export let address: string

let addresses = 0

export const home = { browser: 'the browser at home', network: '192.0.2.1' }

export const elsewhere = { browser: 'a stranger’s', network: '203.0.113.9' }

/** For the tests of a file: a hospital, and before each an address that nobody has used. */
export function openForSigningIn(): void {
  hospital = openHospital({ now: '2026-11-22T12:00:00Z' })
  beforeEach(() => {
    addresses += 1
    address = `person${addresses}@example.org`
  })
}

/** Asks for a code and reads it in the letter. */
export async function codeFor(email: string, locale: 'zh-CN' | 'en' | 'it' | 'es' = 'en'): Promise<string> {
  await requestCode(hospital, home, { email, locale })
  const code = /\b\d{6}\b/.exec(hospital.letters.at(-1)?.text ?? '')?.[0]
  if (code === undefined) throw new Error('no code in the letter')
  return code
}

export function wrong(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0')
}

export function signInFrom(browser: string | undefined, code: string, email = address) {
  const said = { timeZone: 'Europe/Rome', languages: ['cmn' as const, 'it' as const], locale: 'it' as const }
  return signIn(hospital, undefined, browser, { email, code, ...said })
}

export function attempt(code: string, email = address) {
  return signInFrom(home.browser, code, email)
}
