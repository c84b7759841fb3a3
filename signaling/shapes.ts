import { type Static, type TObject, type TProperties, type TSchema, type TUnsafe, Type } from 'typebox'
import { longestName } from './text-limits.ts'
import { type expertTitles, locales, queues, specialties, spokenLanguages } from './vocabulary.ts'

/** Shapes that every room's contract uses. */

/** Without `urn:uuid:`, which the format would take and the database does not. */
const uuid = { format: 'uuid', pattern: '^[0-9A-Fa-f-]{36}$' } as const

export const Uuid = Type.String(uuid)

/** UTC, ISO 8601 with `Z`, to the nanosecond at most. */
export const InstantText = Type.String({
  format: 'date-time',
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\\.[0-9]{1,9})?Z$',
})

/** A day of the calendar without a zone, `2026-02-28`: birth dates and the first day of a pattern. */
export const DateText = Type.String({ format: 'date' })

/** Local time of day, `14:00`; always beside a zone. */
export const TimeText = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' })

/** An IANA name; aliases (Europe/Kiev, Asia/Calcutta) are accepted. The service says whether it exists. */
export const TimeZone = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_+/-]+$' })

/** ISO 3166-1 alpha-2. */
export const Country = Type.String({ pattern: '^[A-Z]{2}$' })

/** What somebody is called: never blanks alone. */
export const PersonName = Type.String({ minLength: 1, maxLength: longestName, pattern: '\\S' })

/** Chosen by the client; the same command sent twice creates one record and gets the same answer. */
export const IdempotencyKey = Type.String(uuid)

/**
 * An object that somebody sends us: a key that it doesn't name is refused, and the answer names it. Whatever is sent in a body,
 * a query, a path or a frame is made of these; starting fails with another.
 */
export function closed<Properties extends TProperties>(properties: Properties): TObject<Properties> {
  return Type.Object(properties, { additionalProperties: false })
}

/** The same where each key may be left out: a change of some of a record. */
export function closedPartial<Properties extends TProperties>(properties: Properties) {
  return Type.Partial(Type.Object(properties), { additionalProperties: false })
}

export function oneOf<const Values extends readonly string[]>(values: Values): TUnsafe<Values[number]> {
  return Type.Unsafe<Values[number]>({ type: 'string', enum: [...values] })
}

export function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()])
}

/**
 * The visit that a guest's page shows. One browser may be a guest of several, and its cookie names the one whose link was opened
 * last, which is meant where nothing is said.
 */
export const GuestQuery = closed({ visit: Type.Optional(Uuid) })
export type GuestQuery = Static<typeof GuestQuery>

export const During = Type.Object({ start: InstantText, end: InstantText })
export type During = Static<typeof During>

export const Specialty = oneOf(specialties)
export type Specialty = Static<typeof Specialty>

export const QueueName = oneOf(queues)
export type QueueName = Static<typeof QueueName>

export const SpokenLanguage = oneOf(spokenLanguages)
export type SpokenLanguage = Static<typeof SpokenLanguage>

export type ExpertTitle = (typeof expertTitles)[number]

export const Locale = oneOf(locales)
export type Locale = Static<typeof Locale>

/** Why this doctor, or why this place: a code and the figures for its words (`reasons.<code>` in every language). */
export const MatchReason = Type.Object({
  code: oneOf([
    'specialty',
    'specialtyByTriage',
    'standsIn',
    'language',
    'languageBasic',
    'interpreter',
    'continuity',
    'urgency',
    'waitedLongest',
    'fairness',
    'appointment',
    'assignedByHand',
    'doctorGone',
  ]),
  language: Type.Optional(SpokenLanguage),
  specialty: Type.Optional(Specialty),
  /** `standsIn`: the specialty that nobody is free in, for which `specialty` takes it because it is urgent. */
  instead: Type.Optional(Specialty),
  minutes: Type.Optional(Type.Integer()),
  count: Type.Optional(Type.Integer()),
})
export type MatchReason = Static<typeof MatchReason>
