import type { Transaction } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { endCall } from './call-store.ts'
import { type Ending, endVisit } from './store.ts'

interface End extends Omit<Ending, 'status'> {
  /** What has become of a visit; undefined of a call, which came to nothing. */
  readonly status: Ending['status'] | undefined
}

/** Ends a call or a visit that the caller holds. What becomes of its ticket and its room is the caller's to say. */
export async function endEncounter(trx: Transaction<Database>, id: string, { status, ...end }: End): Promise<void> {
  if (status === undefined) await endCall(trx, id, end)
  else await endVisit(trx, id, { status, ...end })
}
