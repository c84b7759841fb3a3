import type { ExpertTitle, Specialty, SpokenLanguage } from '../../signaling/shapes.ts'

type Complete<All extends string, Listed extends readonly All[]> = [Exclude<All, Listed[number]>] extends [never]
  ? Listed
  : never

function every<All extends string>() {
  return <const Listed extends readonly All[]>(...listed: Listed & Complete<All, Listed>): Listed => listed
}

/** The specialties in the order in which people look for them; named by `names('specialty.…')`. */
export const specialties = every<Specialty>()(
  'generalPractice',
  'respiratory',
  'paediatrics',
  'obstetricsGynaecology',
  'internalMedicine',
  'dermatology',
  'tcm',
  'psychologicalCounselling',
  'psychiatry',
  'publicAffairs',
)

/** The languages spoken by compatriots and experts; named by `names('spoken.…')`. */
export const spokenLanguages = every<SpokenLanguage>()('cmn', 'wuu-wz', 'wuu-qt', 'en', 'it', 'es', 'fr', 'de', 'pt')

/** Titles that have words in every language, as a form offers them; named by `names('title.…')`. */
export const expertTitles = every<ExpertTitle>()(
  'chiefPhysician',
  'associateChiefPhysician',
  'attendingPhysician',
  'residentPhysician',
  'familyDoctor',
  'generalPractitioner',
  'specialistPhysician',
  'chiefTcmPhysician',
  'tcmPractitioner',
  'clinicalPsychologist',
  'psychotherapist',
  'counsellor',
  'midwife',
  'nurse',
  'lawyer',
  'notary',
  'communityVolunteer',
)
