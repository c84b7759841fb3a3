/**
 * The words and figures that server and browser share: plain constants, which import nothing.
 */

/** In the order in which people look for them. */
export const specialties = [
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
] as const

/** Where one may wait: before the doctors of a specialty, or with `triage`, where it is not known which. */
export const queues = ['triage', ...specialties] as const

/** BCP 47; `wuu-wz` is Wenzhounese and `wuu-qt` Qingtianese, private here since neither has a subtag of its own. */
export const spokenLanguages = ['cmn', 'wuu-wz', 'wuu-qt', 'en', 'it', 'es', 'fr', 'de', 'pt'] as const

/** Titles of experts that have words in every screen language; any other is kept as it was written. */
export const expertTitles = [
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
] as const

/** The languages of the screens. */
export const locales = ['zh-CN', 'en', 'it', 'es'] as const

/** What sends a patient to the local emergency number, and makes the ticket more urgent; in the order in which it is asked. */
export const redFlags = [
  'chestPain',
  'breathless',
  'strokeSigns',
  'heavyBleeding',
  'unconscious',
  'severeAllergy',
  'selfHarm',
  'infantFever',
  'pregnancyBleeding',
] as const

/** What may follow later; never stops a consultation. */
export const supplies = ['photos', 'earlierReports', 'medicationList', 'identityDocument'] as const

/** What an account may be. */
export const roles = ['compatriot', 'doctor', 'coordinator'] as const

/** Whom the account's holder has entered: what the patient is to them. */
export const relationships = ['self', 'child', 'parent', 'spouse', 'other'] as const

export const genders = ['male', 'female', 'other', 'unknown'] as const

/** How well an expert speaks a language, best first. */
export const proficiencies = ['native', 'fluent', 'basic'] as const

/** `otherShift`: the expert had another shift then; `ownPattern`: clocks go forward, and the day before still went on. */
export const unlaidReasons = ['otherShift', 'ownPattern'] as const

/** Why the server paused a duty. `away`: the doctor had gone from a visit. */
export const pauseReasons = ['away'] as const

/** Of an appointment whose patient is to come, or has come: until the visit is over. */
export const openAppointmentStatuses = ['booked', 'arrived'] as const

export const appointmentStatuses = [...openAppointmentStatuses, 'fulfilled', 'cancelled', 'noshow'] as const

/** Who cancelled an appointment. `patient`: the account that booked it; `hospital`: a coordinator, or with its shift. */
export const cancellers = ['patient', 'hospital'] as const
export type Canceller = (typeof cancellers)[number]

/** The most urgent first. */
export const urgencies = ['emergency', 'urgent', 'routine'] as const

/** Of a ticket whose patient is being called or seen. */
export const inHandTicketStatuses = ['called', 'inConsultation'] as const

/** Of a ticket whose patient waits, is called or is seen. */
export const openTicketStatuses = ['waiting', ...inHandTicketStatuses] as const

export const ticketStatuses = [...openTicketStatuses, 'done', 'left'] as const

/** Why a place ended without a visit. `paused`: they said "not now", and were not ready again in time. */
export const leftReasons = ['patient', 'coordinator', 'unanswered', 'paused'] as const

/** `brokenOff`: ended before it was held to its end, and its patient's place was given back or given up. */
export const consultationStatuses = ['inProgress', 'finished', 'brokenOff'] as const

/** Of a call, or of the visit that it has become. */
export const encounterStatuses = ['called', 'calledInVain', ...consultationStatuses] as const

/** Why a call or a visit ended. */
export const endReasons = [
  'completed',
  'unanswered',
  'declined',
  'patientLeft',
  'technical',
  'wrongSpecialty',
  'emergency',
  'other',
  'doctorGone',
] as const

/** Whose absence from a visit is told. */
export const absentees = ['doctor', 'patient'] as const

export const participantKinds = ['patient', 'doctor', 'expert', 'interpreter', 'relative'] as const

export const participantStatuses = ['invited', 'asking', 'admitted', 'refused', 'removed'] as const

/** What a letter tells of. */
export const letterKinds = ['call', 'placeEnded', 'booked', 'cancelled'] as const

/** Why the server closed the socket. Only `signedOut` and `badFrame` are not followed by a reconnect. */
export const closeCode = {
  goingAway: 1001,
  signedOut: 4401,
  badFrame: 4400,
  tooMany: 4429,
  tooSlow: 4408,
} as const

/** Seconds a call lasts: somebody elderly has to find the phone and the glasses. */
export const callSeconds = 90

/**
 * Minutes from the answer: a visit that its patient leaves within them is a call in vain as well. Whoever answers and leaves would
 * take one doctor after another from those who wait; a link that breaks at once costs its patient one of the calls in vain an hour.
 */
export const visitInVainMinutes = 2

/** Unanswered calls that end a place. */
export const callsBeforeEnd = 3

/** Minutes for which a sign-in code works: long enough for a slow mail server, short enough for a mailbox left open. */
export const codeValidMinutes = 10

/** Of a note in which nobody has written: it holds the complaint alone. */
export const firstNoteVersion = 1
