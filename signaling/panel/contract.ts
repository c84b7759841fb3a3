import { type Static, Type } from 'typebox'
import { declareRoutes } from '../declaring.ts'
import { Staff } from '../identity/contract.ts'
import {
  closed,
  closedPartial,
  IdempotencyKey,
  InstantText,
  nullable,
  oneOf,
  Specialty,
  SpokenLanguage,
  TimeZone,
  Uuid,
} from '../shapes.ts'
import { longestEmail, longestInstitution, longestName, longestShortName } from '../text-limits.ts'
import { proficiencies } from '../vocabulary.ts'

export const LanguageSkill = closed({
  language: SpokenLanguage,
  proficiency: oneOf(proficiencies),
})
export type LanguageSkill = Static<typeof LanguageSkill>

export const PublicExpert = Type.Object({
  id: Uuid,
  nameHan: Type.String(),
  nameLatin: Type.String(),
  title: Type.String(),
  specialties: Type.Array(Specialty),
  languages: Type.Array(LanguageSkill),
  institution: Type.String(),
  institutionLatin: Type.String(),
  timeZone: TimeZone,
})
export type PublicExpert = Static<typeof PublicExpert>

/** An expert as somebody who meets them is told: who, from which house, in which zone. */
export const ExpertLine = Type.Object({
  id: Uuid,
  nameHan: Type.String(),
  nameLatin: Type.String(),
  /** One of `expertTitles`, or in the expert's own words; may be empty. */
  title: Type.String(),
  institution: Type.String(),
  /** For readers of other languages than Chinese; may be empty. */
  institutionLatin: Type.String(),
  timeZone: Type.String(),
})

export const Expert = Type.Interface([PublicExpert], {
  accountId: Uuid,
  email: Type.String(),
  licenseNumber: Type.String(),
  /** The name of whoever checked the licence, as typed by the coordinator. */
  licenseVerifiedBy: Type.String(),
  licenseVerifiedAt: nullable(InstantText),
  retired: Type.Boolean(),
})
export type Expert = Static<typeof Expert>

const entry = {
  nameHan: Type.String({ minLength: 1, maxLength: longestShortName }),
  nameLatin: Type.String({ minLength: 1, maxLength: longestName }),
  title: Type.String({ maxLength: longestName }),
  specialties: Type.Array(Specialty, { minItems: 1, uniqueItems: true }),
  languages: Type.Array(LanguageSkill, { minItems: 1, maxItems: 9 }),
  institution: Type.String({ minLength: 1, maxLength: longestInstitution }),
  institutionLatin: Type.Optional(Type.String({ maxLength: longestInstitution })),
  licenseNumber: Type.String({ minLength: 1, maxLength: longestShortName }),
  licenseVerifiedBy: Type.String({ minLength: 1, maxLength: longestName }),
  timeZone: TimeZone,
}

export const NewExpert = closed({
  ...entry,
  idempotencyKey: IdempotencyKey,
  email: Type.String({ format: 'email', maxLength: longestEmail }),
})
export type NewExpert = Static<typeof NewExpert>

export const ChangeExpert = closedPartial({
  ...entry,
  /** Retired experts keep their records, and are offered no patient. */
  retired: Type.Boolean(),
})
export type ChangeExpert = Static<typeof ChangeExpert>

export const DisableQuery = closed({
  /** Of a doctor: cancels what patients have booked with them, too, and each is told. */
  appointments: Type.Optional(oneOf(['cancel'])),
})

export const DisabledStaff = Type.Interface([Staff], {
  cancelledShifts: Type.Integer(),
  cancelledAppointments: Type.Integer(),
})
export type DisabledStaff = Static<typeof DisabledStaff>

export const panelApi = declareRoutes({
  'GET /api/experts': { summary: 'The panel, as coordinators keep it', answer: { 200: Type.Array(Expert) } },
  /** With the doctor's account, where the e-mail has none. */
  'POST /api/experts': {
    summary: 'Add an expert',
    body: NewExpert,
    answer: { 201: Expert },
    refuses: {
      400: ['languageTwice', 'unknownTimeZone'],
      409: ['expertEmailIsPatient', 'emailTaken', 'expertExists'],
    },
  },
  'PATCH /api/experts/:id': {
    summary: 'Change or retire an expert',
    body: ChangeExpert,
    answer: { 200: Expert },
    refuses: { 400: ['languageTwice', 'unknownTimeZone'], 409: ['shiftHasAppointments'] },
  },
  /** A doctor's shifts that are not over are cancelled, and their weekly patterns end. */
  'POST /api/staff/:id/disable': {
    summary: 'Let an account of staff in no more',
    query: DisableQuery,
    answer: { 200: DisabledStaff },
    refuses: { 409: ['ownAccount', 'shiftHasAppointments'] },
  },
  /** What was cancelled when it was disabled stays so. */
  'POST /api/staff/:id/enable': { summary: 'Let it in again', answer: { 200: Staff } },
  /** For doctors: who could be invited. */
  'GET /api/panel': { summary: 'Who is on the panel', answer: { 200: Type.Array(PublicExpert) } },
})

export type PanelErrorCode = 'expertEmailIsPatient' | 'expertExists' | 'languageTwice'
