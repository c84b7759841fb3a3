import { describe, expect, test } from 'vitest'
import {
  decideLeave,
  type InRoom,
  isGivenBack,
  isLeftAtOnce,
  nextLook,
  see,
  type Sightings,
  toldAbsence,
  usualPatience,
} from '../../signaling/consultations/absence.ts'

const begin = Temporal.Instant.from('2026-03-29T00:59:00Z')
const at = (seconds: number) => begin.add({ seconds })
const nothing: Sightings = { lookedAt: null, patientAbsentSince: null, doctorAbsentSince: null, doctorHeardAt: null }

const both: InRoom = { patient: true, doctor: true }
const alone: InRoom = { patient: true, doctor: false }
const noPatient: InRoom = { patient: false, doctor: true }
const nobody: InRoom = { patient: false, doctor: false }
const unknown = undefined

/** What is known after these looks: seconds and what the carrier said. */
function after(looks: readonly (readonly [number, InRoom | undefined])[], former: Sightings = nothing): Sightings {
  return looks.reduce((known, [second, inRoom]) => see(known, inRoom, at(second)), former)
}

/** The same answer every five seconds, from one second to another. */
function every5(from: number, to: number, inRoom: InRoom | undefined): [number, InRoom | undefined][] {
  return Array.from({ length: Math.floor((to - from) / 5) + 1 }, (_, step) => [from + step * 5, inRoom])
}

describe('who is gone, and since when', () => {
  test.each([
    ['nobody has looked', [], undefined, undefined],
    ['both are there', every5(0, 60, both), undefined, undefined],
    ['the doctor is not there from the beginning', every5(0, 60, alone), 0, undefined],
    ['the doctor goes', [...every5(0, 20, both), ...every5(25, 40, alone)], 25, undefined],
    ['the doctor comes back', [...every5(0, 40, alone), ...every5(45, 60, both)], undefined, undefined],
    [
      'the doctor comes back and goes again',
      [...every5(0, 40, alone), [45, both], ...every5(50, 60, alone)],
      50,
      undefined,
    ],
    ['the patient goes', [...every5(0, 20, both), ...every5(25, 40, noPatient)], undefined, 25],
    [
      'both go, one after the other',
      [
        [0, both],
        [5, alone],
        [10, nobody],
        [15, nobody],
      ],
      5,
      10,
    ],
    [
      'the carrier is silent for a moment',
      [...every5(0, 40, alone), ...every5(45, 60, unknown), [65, alone]],
      0,
      undefined,
    ],
    ['the carrier is silent for longer', [...every5(0, 40, alone), ...every5(45, 80, unknown)], undefined, undefined],
    [
      'it answers again: from then on',
      [...every5(0, 40, alone), ...every5(45, 80, unknown), [85, alone]],
      85,
      undefined,
    ],
    ['no server ran for ten minutes: from then on', [...every5(0, 40, alone), [640, alone]], 640, undefined],
    ['the carrier never answers', every5(0, 900, unknown), undefined, undefined],
  ] as const)('%s', (_, looks, doctor, patient) => {
    const { doctorAbsentSince, patientAbsentSince } = after(looks)
    expect(doctorAbsentSince).toEqual(doctor === undefined ? null : at(doctor))
    expect(patientAbsentSince).toEqual(patient === undefined ? null : at(patient))
  })
})

describe('what follows', () => {
  test.each([
    // doctor gone since, heard at, patient gone since, now, told, since, given back
    [null, null, null, 900, undefined, undefined, false],
    [0, null, null, 59, undefined, undefined, false],
    [0, null, null, 60, 'doctor', 0, false],
    [0, null, null, 299, 'doctor', 0, false],
    [0, null, null, 300, 'doctor', 0, true],
    // Whoever can't get the video through and tries, or writes, is with the patient.
    [0, 250, null, 300, 'doctor', 0, false],
    [0, 250, null, 549, 'doctor', 0, false],
    [0, 250, null, 550, 'doctor', 0, true],
    [100, 50, null, 400, 'doctor', 100, true],
    [null, null, 0, 59, undefined, undefined, false],
    [null, null, 0, 60, 'patient', 0, false],
    [null, null, 0, 3_600, 'patient', 0, false],
    [30, null, 0, 80, 'patient', 0, false],
    [30, null, 0, 90, 'doctor', 30, false],
    [0, null, 0, 300, 'doctor', 0, true],
  ] as const)(
    'doctor gone since %s, heard at %s, patient gone since %s; at %s: %s',
    (doctor, heard, patient, now, kind, since, givenBack) => {
      const sightings = {
        lookedAt: at(now),
        doctorAbsentSince: doctor === null ? null : at(doctor),
        doctorHeardAt: heard === null ? null : at(heard),
        patientAbsentSince: patient === null ? null : at(patient),
      }
      const told = toldAbsence(sightings, usualPatience, at(now))
      expect(told?.kind).toBe(kind)
      expect(told?.since).toEqual(since === undefined ? undefined : at(since))
      expect(isGivenBack(told, at(now))).toBe(givenBack)
    },
  )

  test('the place is given back at the time that was told', () => {
    const told = toldAbsence(after(every5(0, 60, alone)), usualPatience, at(60))
    expect(told?.giveBackAt).toEqual(at(300))
  })

  test('a room where somebody is missing is looked into sooner than one where both are there', () => {
    expect(nextLook(after([[0, both]]), at(0))).toEqual(at(30))
    expect(nextLook(after([[0, alone]]), at(0))).toEqual(at(5))
    expect(nextLook(after([[0, noPatient]]), at(0))).toEqual(at(5))
    expect(nextLook(nothing, at(0))).toEqual(at(5))
  })
})

describe('leaving', () => {
  test.each([
    ['called', false, false, { status: undefined, endReason: 'declined', place: 'leave' }],
    ['called', true, false, { status: undefined, endReason: 'declined', place: 'leave' }],
    ['called', false, true, 'doctorNotGone'],
    ['called', true, true, 'doctorNotGone'],
    ['inProgress', false, false, { status: 'finished', endReason: 'patientLeft', place: 'finish' }],
    ['inProgress', false, true, 'doctorNotGone'],
    ['inProgress', true, false, { status: 'brokenOff', endReason: 'doctorGone', place: 'leave' }],
    ['inProgress', true, true, { status: 'brokenOff', endReason: 'doctorGone', place: 'first' }],
  ] as const)('%s, doctor gone %s, wait again %s', (status, doctorGone, waitAgain, decision) => {
    expect(decideLeave({ status, doctorGone, doctorCame: true }, { waitAgain })).toEqual(decision)
  })

  test.each([
    // how it ends, answered at, left at
    ['patientLeft', 0, 0, true],
    ['patientLeft', 0, 119, true],
    ['patientLeft', 0, 120, false],
    ['patientLeft', 60, 179, true],
    ['patientLeft', 60, 180, false],
    ['doctorGone', 0, 60, false],
    ['declined', null, 0, false],
  ] as const)('%s, answered at %s, left at %i; at once: %s', (endReason, answeredAt, leftAt, atOnce) => {
    const startedAt = answeredAt === null ? null : at(answeredAt)
    expect(isLeftAtOnce({ endReason, startedAt }, at(leftAt))).toBe(atOnce)
  })
})

test('one who leaves before the doctor has come gets no place before others for it', () => {
  const visit = { status: 'inProgress', doctorGone: false, doctorCame: false } as const
  expect(decideLeave(visit, { waitAgain: true })).toBe('doctorNotGone')
  expect(decideLeave(visit, { waitAgain: false })).toEqual({
    status: 'brokenOff',
    endReason: 'patientLeft',
    place: 'leave',
  })
})
