import { type Static, Type } from 'typebox'
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

/**
 * GET   /api/experts       Expert[] (coordinators)
 * POST  /api/experts       NewExpert → 201 Expert: creates the doctor's account where the e-mail has none (coordinators)
 * PATCH /api/experts/:id   ChangeExpert → Expert (coordinators)
 * POST  /api/staff/:id/disable | /enable   → Staff (coordinators): signs in no more, or again
 * GET   /api/panel         PublicExpert[] (doctors: who could be invited)
 */
export const LanguageSkill = closed({
  language: SpokenLanguage,
  proficiency: oneOf(['native', 'fluent', 'basic']),
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
  nameHan: Type.String({ minLength: 1, maxLength: 60 }),
  nameLatin: Type.String({ minLength: 1, maxLength: 120 }),
  title: Type.String({ maxLength: 120 }),
  specialties: Type.Array(Specialty, { minItems: 1, uniqueItems: true }),
  languages: Type.Array(LanguageSkill, { minItems: 1, maxItems: 9 }),
  institution: Type.String({ minLength: 1, maxLength: 200 }),
  institutionLatin: Type.Optional(Type.String({ maxLength: 200 })),
  licenseNumber: Type.String({ minLength: 1, maxLength: 60 }),
  licenseVerifiedBy: Type.String({ minLength: 1, maxLength: 120 }),
  timeZone: TimeZone,
}

export const NewExpert = closed({
  ...entry,
  idempotencyKey: IdempotencyKey,
  email: Type.String({ format: 'email', maxLength: 254 }),
})
export type NewExpert = Static<typeof NewExpert>

export const ChangeExpert = closedPartial({
  ...entry,
  /** Retired experts keep their records, and are offered no patient. */
  retired: Type.Boolean(),
})
export type ChangeExpert = Static<typeof ChangeExpert>

export type PanelErrorCode = 'expertEmailIsPatient' | 'expertExists' | 'languageTwice'
