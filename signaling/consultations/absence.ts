import type { Patience } from '../dependencies.ts'
import { later } from '../instants.ts'
import { visitInVainMinutes } from '../vocabulary.ts'

type Instant = Temporal.Instant

/** What is known of who is in the room of a visit under way. */
export interface Sightings {
  /** When the carrier last said who is in the room; null: it has not been asked yet. */
  readonly lookedAt: Instant | null
  /** Since when the carrier has been saying that this one is not there; null: there, or not known. */
  readonly patientAbsentSince: Instant | null
  readonly doctorAbsentSince: Instant | null
  /**
   * When the doctor, while not in the room, last wrote, to the patient or into the note, or first asked for the way in: whoever
   * can't get the video through is still with the patient.
   */
  readonly doctorHeardAt: Instant | null
}

export interface InRoom {
  readonly patient: boolean
  readonly doctor: boolean
}

/** A reload, a tunnel or a change of network is over within a minute; nobody ill sits alone for longer than five. */
export const usualPatience: Patience = { tellAfter: 60, giveBackAfter: 300 }

/**
 * Seconds for which nothing may be known before an absence counts from the beginning: while the carrier was out of reach or
 * no server ran, people could not be where they were expected. Longer than the pauses between two looks, {@link nextLook}.
 */
const longestGap = 30

/** Seconds between two looks into a room: where somebody is missing, and where both are there (the carrier tells of changes). */
const lookEvery = { missing: 5, complete: 30 }

/** @param inRoom undefined where the carrier could not say: that is nobody's absence */
export function see(former: Sightings, inRoom: InRoom | undefined, now: Instant): Sightings {
  const isGap = former.lookedAt === null || isPast(former.lookedAt.add({ seconds: longestGap }), now)
  if (inRoom === undefined) {
    return isGap ? { ...former, patientAbsentSince: null, doctorAbsentSince: null } : former
  }
  const since = (there: boolean, before: Instant | null) => (there ? null : isGap ? now : (before ?? now))
  return {
    ...former,
    lookedAt: now,
    patientAbsentSince: since(inRoom.patient, former.patientAbsentSince),
    doctorAbsentSince: since(inRoom.doctor, former.doctorAbsentSince),
  }
}

export type Told =
  | { readonly kind: 'doctor'; readonly since: Instant; readonly giveBackAt: Instant }
  | { readonly kind: 'patient'; readonly since: Instant; readonly giveBackAt: null }

/** Whose absence the screens tell; undefined where nobody has been gone for long. The doctor's goes before the patient's. */
export function toldAbsence(
  { patientAbsentSince, doctorAbsentSince, doctorHeardAt }: Sightings,
  patience: Patience,
  now: Instant,
): Told | undefined {
  const isLong = (since: Instant) => !isPast(now, since.add({ seconds: patience.tellAfter }))
  if (doctorAbsentSince !== null && isLong(doctorAbsentSince)) {
    const giveBackAt = later(doctorAbsentSince, doctorHeardAt ?? doctorAbsentSince).add({
      seconds: patience.giveBackAfter,
    })
    return { kind: 'doctor', since: doctorAbsentSince, giveBackAt }
  }
  if (patientAbsentSince !== null && isLong(patientAbsentSince)) {
    return { kind: 'patient', since: patientAbsentSince, giveBackAt: null }
  }
  return undefined
}

/** Whether the doctor has been gone for so long that another one is to see the patient. */
export function isGivenBack(told: Told | undefined, now: Instant): boolean {
  return told?.kind === 'doctor' && !isPast(now, told.giveBackAt)
}

/** When the carrier is to be asked next who is in the room. */
export function nextLook({ lookedAt, patientAbsentSince, doctorAbsentSince }: Sightings, now: Instant): Instant {
  const complete = lookedAt !== null && patientAbsentSince === null && doctorAbsentSince === null
  return now.add({ seconds: complete ? lookEvery.complete : lookEvery.missing })
}

export type LeaveDecision =
  | { readonly status: 'finished'; readonly endReason: 'patientLeft'; readonly place: 'finish' }
  | { readonly status: 'brokenOff'; readonly endReason: 'doctorGone'; readonly place: 'first' | 'leave' }
  | { readonly status: 'brokenOff'; readonly endReason: 'patientLeft'; readonly place: 'leave' }
  /** A call, which came to nothing. */
  | { readonly status: undefined; readonly endReason: 'declined'; readonly place: 'leave' }

/**
 * What it means that the patient leaves. While the doctor is there, the visit is over. One whose doctor has gone, as the
 * carrier says, was none: the patient chooses between the first place in the queue and none. Nobody takes that place, or pauses
 * a doctor, by leaving before the doctor has had a moment to come in.
 */
export function decideLeave(
  visit: {
    readonly status: 'called' | 'inProgress'
    /** The screens tell it. */
    readonly doctorGone: boolean
    /** The doctor has been in the room. */
    readonly doctorCame: boolean
  },
  { waitAgain }: { readonly waitAgain: boolean },
): LeaveDecision | 'doctorNotGone' {
  if (visit.status === 'inProgress' && visit.doctorGone) {
    return { status: 'brokenOff', endReason: 'doctorGone', place: waitAgain ? 'first' : 'leave' }
  }
  if (waitAgain) return 'doctorNotGone'
  if (visit.status === 'called') return { status: undefined, endReason: 'declined', place: 'leave' }
  return visit.doctorCame
    ? { status: 'finished', endReason: 'patientLeft', place: 'finish' }
    : { status: 'brokenOff', endReason: 'patientLeft', place: 'leave' }
}

/**
 * Whether the patient who leaves now leaves at once after the answer, whether or not the doctor has come: it is a call in vain. It is
 * none where the doctor has gone.
 */
export function isLeftAtOnce(
  { endReason, startedAt }: Pick<LeaveDecision, 'endReason'> & { readonly startedAt: Instant | null },
  now: Instant,
): boolean {
  if (endReason !== 'patientLeft' || startedAt === null) return false
  return isPast(now, startedAt.add({ minutes: visitInVainMinutes }))
}

function isPast(instant: Instant, now: Instant): boolean {
  return Temporal.Instant.compare(instant, now) < 0
}
