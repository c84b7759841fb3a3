import { afterEach, beforeEach } from 'vitest'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { letterWriters } from '../../signaling/letter-writers.ts'
import { type Postman, startPostman } from '../../signaling/letters/postman.ts'
import { matchOnce } from '../../signaling/matching/matching.ts'
import { type Hospital, openHospital } from '../support/hospital.ts'
import { addDoctorOnDuty } from '../support/people.ts'
import { addTicket, type Waiting } from '../support/visits.ts'
import { emptyWaitingRoom } from '../waiting-room/scene.ts'

export let hospital: Hospital<{ there: true }>

let postmen: Postman[] = []

/** For the tests of a file; before each nobody waits and no letter is left, and after each no postman works. */
export function openPost(): void {
  hospital = openHospital({ there: true })
  beforeEach(async () => {
    await emptyWaitingRoom(hospital)
    await hospital.db.deleteFrom('letter').execute()
  })
  afterEach(async () => {
    await Promise.all(postmen.map((postman) => postman.stop()))
    postmen = []
  })
}

export function startDelivering(through: Dependencies, writers = letterWriters): Postman {
  const postman = startPostman(through, writers)
  postmen.push(postman)
  return postman
}

/** Somebody is being called: a letter to be sent, worth it for a minute and a half. */
export async function callSomebody(): Promise<Waiting & { readonly consultationId: string }> {
  await addDoctorOnDuty(hospital, { nameLatin: 'doctor 1' })
  const waiter = await addTicket(hospital)
  const match = await matchOnce(hospital)
  if (match?.ticketId !== waiter.ticket.id) throw new Error('nobody was called')
  return { ...waiter, consultationId: match.consultationId }
}
