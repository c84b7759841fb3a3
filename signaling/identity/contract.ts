import { type Static, Type } from 'typebox'
import { declareRoutes, Done } from '../declaring.ts'
import {
  closed,
  closedPartial,
  Country,
  DateText,
  IdempotencyKey,
  Locale,
  nullable,
  oneOf,
  PersonName,
  SpokenLanguage,
  TimeZone,
  Uuid,
} from '../shapes.ts'
import { longestEmail } from '../text-limits.ts'
import { genders, relationships, roles } from '../vocabulary.ts'

export const RequestCode = closed({ email: Type.String({ format: 'email', maxLength: longestEmail }), locale: Locale })
export type RequestCode = Static<typeof RequestCode>

export const CodeSent = Type.Object({
  /** Seconds until another code can be asked for. */
  resendAfter: Type.Integer(),
  /** Minutes for which the code works. */
  validMinutes: Type.Integer(),
})
export type CodeSent = Static<typeof CodeSent>

export const SignIn = closed({
  email: Type.String({ format: 'email', maxLength: longestEmail }),
  code: Type.String({ pattern: '^[0-9]{6}$' }),
  /** Taken at the first sign-in only; afterwards they are the account's own. */
  timeZone: TimeZone,
  languages: Type.Array(SpokenLanguage, { maxItems: 9, uniqueItems: true }),
  locale: Locale,
})
export type SignIn = Static<typeof SignIn>

export const Me = Type.Object({
  accountId: Uuid,
  role: oneOf(roles),
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
  name: PersonName,
  timeZone: TimeZone,
  languages: Type.Array(SpokenLanguage, { maxItems: 9, uniqueItems: true }),
  locale: Locale,
  country: nullable(Country),
})
export type ChangeMe = Static<typeof ChangeMe>

export const Patient = Type.Object({
  id: Uuid,
  name: Type.String(),
  relationship: oneOf(relationships),
  birthDate: nullable(DateText),
  gender: oneOf(genders),
})
export type Patient = Static<typeof Patient>

const told = {
  name: PersonName,
  relationship: oneOf(relationships),
  birthDate: Type.Optional(nullable(DateText)),
  gender: Type.Optional(oneOf(genders)),
}

export const NewPatient = closed({ idempotencyKey: IdempotencyKey, ...told })
export type NewPatient = Static<typeof NewPatient>

export const ChangePatient = closedPartial(told)
export type ChangePatient = Static<typeof ChangePatient>

export const ArchiveQuery = closed({
  /** Cancels what is booked for the patient, too. */
  appointments: Type.Optional(oneOf(['cancel'])),
})

export const NewStaff = closed({
  email: Type.String({ format: 'email', maxLength: longestEmail }),
  role: oneOf(['doctor', 'coordinator']),
  name: PersonName,
  timeZone: TimeZone,
  locale: Locale,
})
export type NewStaff = Static<typeof NewStaff>

/** Of the link `/first-coordinator/TOKEN`: in a body, since paths are logged by others. */
const ofLink = { token: Type.String({ maxLength: 100 }) }

export const FirstCoordinatorLink = closed(ofLink)
export type FirstCoordinatorLink = Static<typeof FirstCoordinatorLink>

export const FirstCoordinator = closed({
  ...ofLink,
  email: Type.String({ format: 'email', maxLength: longestEmail }),
  name: PersonName,
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

export const identityApi = declareRoutes({
  /**
   * The same answer whether or not the address is known. Sets the cookie of the browser that asks, without which the code opens
   * nothing.
   */
  'POST /api/sign-in/codes': {
    summary: 'Send a sign-in code by e-mail',
    body: RequestCode,
    answer: { 202: CodeSent },
    refuses: { 429: ['codeTooSoon', 'codeTooMany'] },
  },
  /** Sets the session's cookie. */
  'POST /api/sign-in': {
    summary: 'Sign in with a code',
    body: SignIn,
    answer: { 200: Me },
    refuses: {
      400: ['codeWrong', 'codeExpired', 'codeTooManyAttempts', 'unknownTimeZone'],
      403: ['accountDisabled'],
    },
  },
  'POST /api/sign-out': { summary: 'End this session', answer: { 204: Done } },
  /** Where there is none yet. Sets the session's cookie. */
  'POST /api/first-coordinator': {
    summary: 'Make the first coordinator, by the link that the start has printed',
    body: FirstCoordinator,
    answer: { 201: Me },
    refuses: { 400: ['unknownTimeZone'], 409: ['emailTaken'], 410: ['linkUsed'] },
  },
  'POST /api/first-coordinator/link': {
    summary: 'Whether the link of the first coordinator still opens',
    body: FirstCoordinatorLink,
    answer: { 204: Done },
    refuses: { 410: ['linkUsed'] },
  },
  'GET /api/me': { summary: 'Who I am', answer: { 200: Me } },
  'PATCH /api/me': {
    summary: 'Change name, zone, languages or country',
    body: ChangeMe,
    answer: { 200: Me },
    refuses: { 400: ['unknownTimeZone'] },
  },
  'GET /api/patients': { summary: 'My patients', answer: { 200: Type.Array(Patient) } },
  'POST /api/patients': {
    summary: 'Add a patient',
    body: NewPatient,
    answer: { 201: Patient },
    refuses: { 409: ['patientSelfExists', 'tooManyPatients'] },
  },
  'PATCH /api/patients/:id': {
    summary: 'Change a patient',
    body: ChangePatient,
    answer: { 200: Patient },
    refuses: { 409: ['patientSelfExists'] },
  },
  /** Their records stay. */
  'DELETE /api/patients/:id': {
    summary: 'Archive a patient',
    query: ArchiveQuery,
    answer: { 204: Done },
    refuses: { 409: ['patientIsWaiting', 'patientHasAppointments'] },
  },
  /** A doctor's comes with their entry of the panel, too. */
  'POST /api/staff': {
    summary: 'Create an account of staff',
    body: NewStaff,
    answer: { 201: Staff },
    refuses: { 400: ['unknownTimeZone'], 409: ['emailTaken'] },
  },
  'GET /api/staff': { summary: 'The accounts of staff', answer: { 200: Type.Array(Staff) } },
})

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
