import { sessionCookie } from '../../signaling/identity/sessions.ts'
import { buildWebClient } from '../../web/build.ts'
import { serveApplication } from './application.ts'
import { addDoctors, addPatients } from './hospital.ts'

/** The application with its built client, and a compatriot who is signed in. */
const { url, signIn } = await serveApplication({
  webFolder: await buildWebClient(() => {}),
  async seed(db) {
    await addDoctors(db, 4)
    await addPatients(db, 1)
  },
})
process.send?.({ url, cookie: sessionCookie, session: await signIn('compatriot') })
