import {
  announceAppointmentsOf,
  cancelAppointmentsOfPatient,
  cancelAppointmentsOfShifts,
} from './appointments/cancelling.ts'
import { appointmentsCancelled } from './appointments/reactions.ts'
import { showDuty as showDutyOnBoard, showOnBoard, showPlace } from './board/announcing.ts'
import { announceVisitsOf } from './consultations/announcing.ts'
import { declineCall } from './consultations/calling.ts'
import { absenceNews, visitNews } from './consultations/reactions.ts'
import { giveUpSeats } from './consultations/seats.ts'
import { accountZoneChanged, patientArchived, patientsChanged } from './identity/reactions.ts'
import { showEndInNote } from './notes/announcing.ts'
import { signatureNews } from './notes/reactions.ts'
import { accessEnded, expertChanged, expertDisabled, expertRetiring } from './panel/reactions.ts'
import { moveExpert } from './panel/service.ts'
import { announceShifts, leaveDuty } from './roster/duty.ts'
import { giveRosterBack } from './roster/giving-back.ts'
import { endRoster } from './roster/patterns.ts'
import { dutyNews, shiftsCancelled } from './roster/reactions.ts'
import { announceChangedPlaces, showDuty as showDutyInQueues } from './waiting-room/announcing.ts'
import { releaseFromExpert } from './waiting-room/place-changes.ts'
import { callGivenUp, placeNews } from './waiting-room/reactions.ts'

/**
 * Puts the rooms together: who reacts to what has happened in a room below, in this order, and what shows it. A room knows those
 * below it only; this page knows them all.
 */
export function putRoomsTogether(): void {
  patientsChanged.heardBy(announceAppointmentsOf, announceChangedPlaces, announceVisitsOf)
  patientArchived.heardBy(cancelAppointmentsOfPatient)
  accountZoneChanged.heardBy(moveExpert)
  expertChanged.heardBy((trx, announce, { expertId }) => announceShifts(trx, announce, expertId))
  expertRetiring.heardBy(endRoster)
  expertDisabled.heardBy(giveRosterBack)
  accessEnded.heardBy(giveUpSeats, leaveDuty)
  shiftsCancelled.heardBy(cancelAppointmentsOfShifts)
  appointmentsCancelled.heardBy(releaseFromExpert)
  callGivenUp.heardBy(declineCall)
  dutyNews.shownBy(showDutyInQueues, showDutyOnBoard)
  placeNews.shownBy(showPlace)
  visitNews.shownBy(showEndInNote)
  absenceNews.shownBy(showOnBoard)
  signatureNews.shownBy(showOnBoard)
}
