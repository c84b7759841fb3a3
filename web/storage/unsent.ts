import { device, personalPrefix, type PersonalName, readJson, tab } from './storage.ts'

/** What may have been typed and be in this browser alone, until it is signed, saved or sent. */
export type Unsent = 'addendum' | 'note' | 'message' | 'telling' | 'patient' | 'snippet'

/** What somebody has typed, of what is kept under a key. An older version of the page may have kept it otherwise. */
type FindTyped = (kept: unknown) => Unsent[]

const typedUnder: Readonly<Record<PersonalName, FindTyped>> = {
  // These two are removed once they are empty, or the server has them.
  addendum: (kept) => (kept === undefined ? [] : ['addendum']),
  note: (kept) => (kept === undefined ? [] : ['note']),
  // What is being written, what is on its way, and one that is held until the place's call is answered.
  chat: (kept) => (isText(kept) || asList(kept).some(isUnsentMessage) ? ['message'] : []),
  telling: findInTelling,
  newPatient: findInPatient,
  snippet: (kept) => (isText(kept) ? ['snippet'] : []),
}

/** What a sign-out would delete that somebody has typed, here or in another window. */
export function listUnsent(): Unsent[] {
  const found = new Set<Unsent>()
  for (const keep of [device, tab]) {
    for (const key of keep.keys().filter((one) => one.startsWith(personalPrefix))) {
      const [name = ''] = key.slice(personalPrefix.length).split('.')
      if (!Object.hasOwn(typedUnder, name)) continue
      const kept = readJson<unknown>(keep, key, undefined)
      for (const unsent of typedUnder[name as PersonalName](kept)) found.add(unsent)
    }
  }
  return [...found]
}

function isText(kept: unknown): boolean {
  return typeof kept === 'string' && kept.trim() !== ''
}

function asList(kept: unknown): readonly unknown[] {
  return Array.isArray(kept) ? kept : [kept]
}

type Parts = Readonly<Record<string, unknown>>

function partsOf(kept: unknown): Parts {
  return typeof kept === 'object' && kept !== null ? (kept as Parts) : {}
}

function isUnsentMessage(kept: unknown): boolean {
  const { body, sentAs } = partsOf(kept)
  return isText(body) && sentAs === undefined
}

/** Whose child somebody is, and whether a woman or a man, is pressed and not typed: it is soon said again. */
function findInPatient(kept: unknown): Unsent[] {
  const { name, birthDate } = partsOf(kept)
  return isText(name) || isText(birthDate) ? ['patient'] : []
}

function findInTelling(kept: unknown): Unsent[] {
  const { complaint, newPatient, interrupted } = partsOf(kept)
  const told: Unsent[] = isText(complaint) ? ['telling'] : []
  return [...told, ...findInPatient(newPatient), ...(interrupted === undefined ? [] : findInTelling(interrupted))]
}
