import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { type AccountViewer, authorize } from '../access.ts'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../errors.ts'
import { type Announce, transact } from '../live/transact.ts'
import { consultationAccess } from './access.ts'
import { announceConsultation } from './announcing.ts'
import type { Consultation } from './contract.ts'
import { refuseThoseWhoAsk, setLinkClosed } from './guest-store.ts'
import { describeConsultation } from './reading.ts'
import { findTies } from './ties.ts'
import { findParticipant } from './seat-store.ts'
import { lockEncounter } from './store.ts'

/**
 * The doctor closes a guest's link that is in the wrong hands: nobody else can knock with it, and everybody who knocks, or has
 * not yet, is turned away. Who was let in stays. Closed already, nothing happens.
 */
export async function closeLink(
  dependencies: Dependencies,
  viewer: AccountViewer,
  { id, linkId }: { readonly id: string; readonly linkId: string },
): Promise<Consultation> {
  await transact(dependencies, async (trx, announce) => {
    const encounter = await lockEncounter(trx, id)
    if (encounter === undefined) throw notFound()
    const { relations } = await findTies(trx, viewer, encounter)
    authorize(consultationAccess.seat, viewer, relations, encounter.status)
    const invitation = await findParticipant(trx, linkId)
    const isLink = invitation?.kind === 'interpreter' || invitation?.kind === 'relative'
    if (invitation?.consultationId !== id || !isLink || invitation.invitationId !== null) throw notFound()
    if (invitation.linkClosedAt !== null) return
    await shutLink(trx, announce, { linkId, now: dependencies.clock.now() })
    await announceConsultation(trx, announce, id)
  })
  return await describeConsultation(dependencies, viewer, id)
}

/** Inside the caller's transaction, which holds the visit: nobody else knocks with a link, and whom it has not let in is turned away. */
export async function shutLink(
  trx: Transaction<Database>,
  announce: Announce,
  { linkId, now }: { readonly linkId: string; readonly now: Temporal.Instant },
): Promise<void> {
  await setLinkClosed(trx, linkId, now)
  const refused = await refuseThoseWhoAsk(trx, linkId)
  announce(...refused.map((seatId) => `session:${seatId}` as const))
}
