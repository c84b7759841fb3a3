import { liveKitCarrier } from '../../media/livekit.ts'
import { sessionCookie } from '../../signaling/identity/sessions.ts'
import { matchAll } from '../../signaling/matching/matching.ts'
import { buildWebClient } from '../../web/build.ts'
import { serveApplication } from './application.ts'
import { addDoctors, addPatients, everybodyWaits } from './hospital.ts'

/** The application with its client and a real LiveKit, in which one patient is being called by one doctor. */
const env = (name: string): string => process.env[name] ?? ''
const { dependencies, url, signIn } = await serveApplication({
  carrier: liveKitCarrier({
    url: env('LIVEKIT_URL'),
    apiKey: env('LIVEKIT_API_KEY'),
    apiSecret: env('LIVEKIT_API_SECRET'),
  }),
  webFolder: await buildWebClient(() => {}),
  async seed(db) {
    await addDoctors(db, 1)
    await addPatients(db, 1)
    await everybodyWaits(db)
  },
})
await matchAll(dependencies, 1)
const { id } = await dependencies.db.selectFrom('encounter').select('id').executeTakeFirstOrThrow()
process.send?.({
  url,
  consultationId: id,
  cookie: sessionCookie,
  patient: await signIn('compatriot'),
  doctor: await signIn('doctor'),
})
