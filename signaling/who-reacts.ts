import {
  announceAppointmentsOf,
  cancelAppointmentsOfPatient,
  cancelAppointmentsOfShift,
} from './appointments/cancelling.ts'
import { appointmentsCancelled } from './appointments/reactions.ts'
import { announceVisitsOf } from './consultations/announcing.ts'
import { declineCall } from './consultations/calling.ts'
import { giveUpSeats } from './consultations/seats.ts'
import { patientArchived, patientsChanged } from './identity/reactions.ts'
import { accessEnded, expertChanged, expertRetiring } from './panel/reactions.ts'
import { announceDuty, leaveDuty } from './roster/duty.ts'
import { endRoster } from './roster/patterns.ts'
import { shiftCancelled } from './roster/reactions.ts'
import { announcePlacesOf } from './waiting-room/announcing.ts'
import { releaseFromExpert } from './waiting-room/places.ts'
import { callGivenUp } from './waiting-room/reactions.ts'

/**
 * Puts the rooms together: who reacts to what has happened in a room below, in this order. A room knows those below it only;
 * this page knows them all.
 */
export function putRoomsTogether(): void {
  patientsChanged.heardBy(announceAppointmentsOf, announcePlacesOf, announceVisitsOf)
  patientArchived.heardBy(cancelAppointmentsOfPatient)
  expertChanged.heardBy((trx, announce, { expertId }) => announceDuty(trx, announce, expertId))
  expertRetiring.heardBy(endRoster)
  accessEnded.heardBy(giveUpSeats, leaveDuty)
  shiftCancelled.heardBy(cancelAppointmentsOfShift)
  appointmentsCancelled.heardBy(releaseFromExpert)
  callGivenUp.heardBy(declineCall)
}
