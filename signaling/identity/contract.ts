import { type Static, Type } from 'typebox'
import {
  closed,
  closedPartial,
  Country,
  DateText,
  IdempotencyKey,
  Locale,
  nullable,
  oneOf,
  SpokenLanguage,
  TimeZone,
  Uuid,
} from '../shapes.ts'

/**
 * POST   /api/sign-in/codes      RequestCode → 202 CodeSent (the same answer whether or not the address is known); sets the
 *                                cookie of the browser that asked, without which the code opens nothing
 * POST   /api/sign-in            SignIn → Me, sets the session's cookie
 * POST   /api/sign-out           204
 * GET    /sign-in/link/:token    single-use link → cookie, 302 to /
 * GET    /api/me                 Me            PATCH /api/me  ChangeMe → Me
 * GET    /api/patients           Patient[]     POST  /api/patients  NewPatient → 201 Patient
 * PATCH  /api/patients/:id       ChangePatient → Patient      DELETE /api/patients/:id  204 (archived: records stay)
 * POST   /api/first-coordinator  FirstCoordinator → 201 Me, sets the session's cookie: by the link that a start without coordinators prints
 * Staff accounts are created by a coordinator with their panel entry (panel/contract.ts) or:
 * POST   /api/staff              NewStaff → 201 Staff (coordinators)   GET /api/staff  Staff[]
 */
export const RequestCode = closed({ email: Type.String({ format: 'email', maxLength: 254 }), locale: Locale })
export type RequestCode = Static<typeof RequestCode>

export const CodeSent = Type.Object({
  /** Seconds until another code can be asked for. */
  resendAfter: Type.Integer(),
  /** Minutes for which the code works. */
  validMinutes: Type.Integer(),
})
export type CodeSent = Static<typeof CodeSent>

export const SignIn = closed({
  email: Type.String({ format: 'email', maxLength: 254 }),
  code: Type.String({ pattern: '^[0-9]{6}$' }),
  /** Taken at the first sign-in only; afterwards they are the account's own. */
  timeZone: TimeZone,
  languages: Type.Array(SpokenLanguage, { maxItems: 9, uniqueItems: true }),
  locale: Locale,
})
export type SignIn = Static<typeof SignIn>

export const Me = Type.Object({
  accountId: Uuid,
  role: oneOf(['compatriot', 'doctor', 'coordinator']),
  email: Type.String(),
  /** May be empty for a new account: the person has not said it yet. */
  name: Type.String(),
  timeZone: TimeZone,
  languages: Type.Array(SpokenLanguage),
  locale: Locale,
  /** The country they are in, for the emergency card; null until known. */
  country: nullable(Country),
  /** A doctor's panel entry. */
  expertId: nullable(Uuid),
})
export type Me = Static<typeof Me>

export const ChangeMe = closedPartial({
  name: Type.String({ minLength: 1, maxLength: 120 }),
  timeZone: TimeZone,
  languages: Type.Array(SpokenLanguage, { maxItems: 9, uniqueItems: true }),
  locale: Locale,
  country: nullable(Country),
})
export type ChangeMe = Static<typeof ChangeMe>

const relationships = ['self', 'child', 'parent', 'spouse', 'other'] as const
const genders = ['male', 'female', 'other', 'unknown'] as const

export const Patient = Type.Object({
  id: Uuid,
  name: Type.String(),
  relationship: oneOf(relationships),
  birthDate: nullable(DateText),
  gender: oneOf(genders),
})
export type Patient = Static<typeof Patient>

const told = {
  name: Type.String({ minLength: 1, maxLength: 120 }),
  relationship: oneOf(relationships),
  birthDate: Type.Optional(nullable(DateText)),
  gender: Type.Optional(oneOf(genders)),
}

export const NewPatient = closed({ idempotencyKey: IdempotencyKey, ...told })
export type NewPatient = Static<typeof NewPatient>

export const ChangePatient = closedPartial(told)
export type ChangePatient = Static<typeof ChangePatient>

export const NewStaff = closed({
  email: Type.String({ format: 'email', maxLength: 254 }),
  role: oneOf(['doctor', 'coordinator']),
  name: Type.String({ minLength: 1, maxLength: 120 }),
  timeZone: TimeZone,
  locale: Locale,
})
export type NewStaff = Static<typeof NewStaff>

export const FirstCoordinator = closed({
  /** Of the link `/first-coordinator/TOKEN`. */
  token: Type.String({ maxLength: 100 }),
  email: Type.String({ format: 'email', maxLength: 254 }),
  name: Type.String({ minLength: 1, maxLength: 120 }),
  timeZone: TimeZone,
  locale: Locale,
})
export type FirstCoordinator = Static<typeof FirstCoordinator>

export const Staff = Type.Object({
  accountId: Uuid,
  email: Type.String(),
  role: oneOf(['doctor', 'coordinator']),
  name: Type.String(),
  timeZone: TimeZone,
  disabled: Type.Boolean(),
})
export type Staff = Static<typeof Staff>

export type IdentityErrorCode =
  | 'codeWrong'
  | 'codeExpired'
  | 'codeTooManyAttempts'
  | 'codeTooSoon'
  | 'codeTooMany'
  | 'linkUsed'
  | 'accountDisabled'
  | 'ownAccount'
  | 'unknownTimeZone'
  | 'emailTaken'
  | 'patientSelfExists'
  | 'tooManyPatients'
  | 'patientIsWaiting'
