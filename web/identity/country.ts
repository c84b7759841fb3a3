import { countries } from './countries.ts'
import { useMe } from './session.ts'
import { browserZone } from '../language/clock.ts'
import type { Language } from '../language/language.ts'
import { guessCountry } from './emergency.ts'

/** The country they are in: what they have said, else what the zone of this browser, then of the account, says. */
export function useCountry(): { readonly country: string | undefined; readonly said: boolean } {
  const { country, timeZone } = useMe()
  if (country !== null) return { country, said: true }
  return { country: countryOfZone(browserZone()) ?? countryOfZone(timeZone), said: false }
}

/** Of those in which compatriots live; undefined where it can't be told from the zone. */
export function countryOfZone(timeZone: string): string | undefined {
  const known = countries('en').map(({ code }) => code)
  return guessCountry(timeZone, known)
}

/** `意大利`, `Italia`. */
export function countryName(country: string, language: Language): string {
  return new Intl.DisplayNames(language, { type: 'region' }).of(country) ?? country
}
