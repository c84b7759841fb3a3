import { countries } from '../identity/countries.ts'
import { useMe } from '../identity/session.ts'
import { browserZone } from '../language/clock.ts'
import type { Language } from '../language/language.ts'
import { guessCountry } from './emergency.ts'

/** The country they are in: what they have said, else what the zone of this browser, then of the account, says. */
export function useCountry(): { readonly country: string | undefined; readonly said: boolean } {
  const { country, timeZone } = useMe()
  if (country !== null) return { country, said: true }
  const known = countries('en').map(({ code }) => code)
  return { country: guessCountry(browserZone(), known) ?? guessCountry(timeZone, known), said: false }
}

/** `意大利`, `Italia`. */
export function countryName(country: string, language: Language): string {
  return new Intl.DisplayNames(language, { type: 'region' }).of(country) ?? country
}
