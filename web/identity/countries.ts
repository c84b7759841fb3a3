import type { Language } from '../language/language.ts'

/** ISO 3166-1 alpha-2 codes of the countries in which compatriots live; a country not here is chosen by nobody yet. */
const codes =
  'IT ES FR DE PT GB IE NL BE LU CH AT GR PL CZ SK HU RO BG HR SI RS UA RU SE NO DK FI TR US CA MX PA CR GT CU DO CO VE EC PE BO CL AR UY PY BR ZA NG GH AO MZ TZ KE ET CD CG CM SN EG MA DZ TN AE SA QA IL JP KR SG MY TH VN KH LA MM ID PH IN BD PK LK NP KZ UZ MN AU NZ FJ PG CN HK MO TW'.split(
    ' ',
  )

/** Countries by name in the reader's language, in its order. */
export function countries(language: Language): { code: string; name: string }[] {
  const names = new Intl.DisplayNames(language, { type: 'region' })
  const order = new Intl.Collator(language)
  return codes
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .toSorted((one, other) => order.compare(one.name, other.name))
}
