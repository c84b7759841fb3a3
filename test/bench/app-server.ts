import { sql } from 'kysely'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { sessionCookie } from '../../signaling/identity/sessions.ts'
import { transact } from '../../signaling/live/transact.ts'
import { serveApplication } from './application.ts'
import { addDoctors, addPatients, everybodyWaits } from './hospital.ts'

/**
 * Our side of the GET and of the broadcast: one compatriot is signed in, some people wait, and when the parent says so
 * the queue of general practice changes, and all who watch it are told.
 */
const { url, signIn } = await serveApplication({
  async seed(db) {
    await addDoctors(db, 4)
    await addPatients(db, 20)
    await everybodyWaits(db)
  },
  onMessage(dependencies) {
    changeQueue(dependencies).catch((error: unknown) => dependencies.log.error(error))
  },
})
process.send?.({ port: Number(new URL(url).port), cookie: `${sessionCookie}=${await signIn('compatriot')}` })

/** The last in the queue moves a little further back: what one match does to all who watch. */
async function changeQueue(dependencies: Dependencies): Promise<void> {
  await transact(dependencies, async (trx, announce) => {
    await sql`
      with last as (select ticket_id from waiting order by queue_key desc limit 1)
      update waiting set queue_key = queue_key + 10000 from last where waiting.ticket_id = last.ticket_id`.execute(trx)
    announce('queue:generalPractice')
  })
}
