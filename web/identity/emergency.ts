import { knownZone } from '../language/clock.ts'

/**
 * The number that brings an ambulance, by ISO 3166-1 alpha-2 country: the general one where there is one, else the medical one.
 *
 * Sources: 112 in the European Union, Directive (EU) 2018/1972, article 109; the others, Wikipedia, "List of emergency
 * telephone numbers" (each country's own authority is cited there). Where nothing is listed, 112: 3GPP TS 22.101, section
 * 10, makes every GSM phone treat it as an emergency call, whatever the country.
 */
const countriesOf: Readonly<Record<string, string>> = {
  '000': 'AU',
  '101': 'IL',
  '102': 'NP',
  '103': 'KZ MN RU UA UZ',
  '104': 'CU',
  '106': 'PE',
  '107': 'AR',
  '111': 'NZ PG',
  '112': 'AO AT BE BG CZ DE DK ES FI FR GH GR HR HU ID IE IN IT KE LU NG NL PL PT RO SE SI SK TR TZ ZA',
  '113': 'NO',
  '115': 'VN',
  '117': 'MZ',
  '118': 'BO',
  '119': 'CM JP KH KR TW',
  '120': 'CN',
  '123': 'CO EG GT',
  '131': 'CL',
  '14': 'DZ',
  '144': 'CH',
  '15': 'MA SN',
  '190': 'TN',
  '192': 'BR MM',
  '194': 'RS',
  '1122': 'PK',
  '1195': 'LA',
  '1669': 'TH',
  '1990': 'LK',
  '907': 'ET',
  '911': 'CA CR DO EC FJ MX PA PH PY US UY VE',
  '995': 'SG',
  '997': 'SA',
  '998': 'AE',
  '999': 'BD GB HK MO MY QA',
}

const numbers = new Map(
  Object.entries(countriesOf).flatMap(([number, countries]) =>
    countries.split(' ').map((country) => [country, number] as const),
  ),
)

/** What a mobile phone may dial where the country, or its number, is not known. */
const anywhere = '112'

/** `listed` is false where the country is not known or not in the table, and the number is the one for any phone. */
export function emergencyNumber(country: string | undefined): { readonly number: string; readonly listed: boolean } {
  const number = country === undefined ? undefined : numbers.get(country)
  return { number: number ?? anywhere, listed: number !== undefined }
}

/**
 * 12308, the global emergency call centre for consular protection of the Chinese foreign ministry, open day and night for
 * every country; from abroad +86-10-12308. It connects to the embassy or consulate in charge.
 * Source: Ministry of Foreign Affairs, China Consular Affairs (cs.mfa.gov.cn).
 */
export const consularProtection = { shown: '+86-10-12308', dialled: '+861012308' } as const

type WithZones = Intl.Locale & { getTimeZones?: () => string[] | undefined; readonly timeZones?: string[] }

const guesses = new Map<string, string | undefined>()

/**
 * The country of a zone, among `countries`: `Europe/Rome` → `IT`. Undefined where the browser can't tell (Firefox knows no
 * zones of a region), or the zone is of several of them.
 */
export function guessCountry(timeZone: string, countries: readonly string[]): string | undefined {
  if (guesses.has(timeZone)) return guesses.get(timeZone)
  const wanted = knownZone(timeZone)
  const found = countries.filter((country) => {
    const region: WithZones = new Intl.Locale('und', { region: country })
    const zones = region.getTimeZones?.() ?? region.timeZones ?? []
    return zones.some((zone) => zone === wanted || zone === timeZone)
  })
  const guess = found.length === 1 ? found[0] : undefined
  guesses.set(timeZone, guess)
  return guess
}
