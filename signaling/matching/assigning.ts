import { lockExpert } from '../../db/locks.ts'
import { type AccountViewer, authorize } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { conflict, notFound } from '../errors.ts'
import { transact } from '../live/transact.ts'
import type { Ticket } from '../waiting-room/contract.ts'
import { serves, standsInFor } from '../waiting-room/rules/eligibility.ts'
import { findDoctorsOnDuty, findOnlookers, findWaiting, lockTicket } from '../waiting-room/reading.ts'
import { readTicket } from '../waiting-room/service.ts'
import { matchingAccess } from './access.ts'
import { callByHand, isLostRace } from './committing.ts'
import { findHistory } from './matching-store.ts'
import { reasonsFor } from './reasons.ts'

/**
 * Gives a waiting ticket to a doctor by hand. The coordinator may go against language, time left in the shift, turn, and
 * the doctor of a booking, and "not now" (they may have phoned); not against the specialty and who may stand in for it (triage it
 * first: the record says then why), save for a ticket that has none.
 * @throws doctorNotFree, doctorLacksSpecialty, ticketNotWaiting (409)
 */
export async function assignTicket(
  dependencies: Dependencies,
  viewer: AccountViewer,
  ticketId: string,
  { expertId }: { readonly expertId: string },
): Promise<Ticket> {
  await transact(dependencies, async (trx, announce) => {
    await lockExpert(trx, expertId)
    const locked = await lockTicket(trx, ticketId)
    if (locked === undefined) throw notFound()
    authorize(matchingAccess.assign, viewer, [], locked.status)
    const now = dependencies.clock.now()
    const ticket = await findWaiting(trx, ticketId)
    const [doctor] = await findDoctorsOnDuty(trx, now, { expertIds: [expertId] })
    if (ticket === undefined) throw conflict('ticketNotWaiting')
    if (doctor === undefined || !doctor.free) throw conflict('doctorNotFree')
    const mayTake = serves(doctor, ticket.queue) || standsInFor(ticket, doctor, now) !== undefined
    if (ticket.queue !== 'triage' && !mayTake) throw conflict('doctorLacksSpecialty')

    const history = await findHistory(trx, [ticket], [expertId])
    const visitsTogether = history.get(ticketId)?.get(expertId) ?? 0
    const choice = { visitsTogether, waitedLongest: false, byFairness: false, byHand: true }
    const reasons = reasonsFor(ticket, doctor, choice, now)
    const seenBy = await findOnlookers(trx, now)
    const decision = { ticket, doctor, reasons, seenBy, now }
    const called = await callByHand(trx, announce, decision, viewer.accountId)
    if (called === undefined) throw conflict('doctorNotFree')
  }).catch((error: unknown) => {
    throw isLostRace(error) ? conflict('doctorNotFree') : error
  })
  return await readTicket(dependencies, viewer, ticketId)
}
