import type { BrowserContext, Page } from 'playwright-core'
import { randomRoomName } from '../../media/carrier.ts'
import { joinBareCall, serveBareCallPage } from '../support/bare-call.ts'
import { framesRising, launchBrowser, newPerson, PHONE } from '../support/browser.ts'
import { startTestLiveKit } from '../support/livekit.ts'
import { ServerProcess } from './child.ts'
import { compare, type Finding } from './compare.ts'
import type { DurablePostgres } from './durable-postgres.ts'
import { msToFirstFrame, timeFirstFrames } from './first-frame.ts'

interface Visit {
  readonly url: string
  readonly consultationId: string
  /** The session cookie's name; the next two are its values. */
  readonly cookie: string
  readonly patient: string
  readonly doctor: string
}

/**
 * A patient comes (back) into the visit in which the doctor is, against a page with livekit-client alone that enters a
 * room on the same LiveKit: from having the token until the doctor's first frame is on screen, both sending as well.
 */
export async function benchJoin(postgres: DurablePostgres): Promise<Finding> {
  await using livekit = await startTestLiveKit()
  const { url, apiKey, apiSecret } = livekit.server
  await using server = await ServerProcess.start<Visit>('visit-server.ts', {
    DATABASE_URL: postgres.url,
    DATABASE_OWNER_URL: postgres.ownerUrl,
    LIVEKIT_URL: url,
    LIVEKIT_API_KEY: apiKey,
    LIVEKIT_API_SECRET: apiSecret,
  })
  await using bare = await serveBareCallPage()
  const browser = await launchBrowser({ kind: 'whole' })
  try {
    const visit = server.ready
    const room = randomRoomName()
    await livekit.carrier.openRoom(room)
    const admit = (identity: string) =>
      livekit.carrier.admit({ room, identity, displayName: identity, mayPublish: ['camera', 'microphone'] })

    const doctorOfVisit = await bareDoctor(await newPerson(browser), bare.url, await enter(visit, visit.doctor))
    const doctorOfBare = await bareDoctor(await newPerson(browser), bare.url, await admit('doctor'))
    const patient = await timedPage(await newPerson(browser, PHONE))
    await patient.context().addCookies([{ name: visit.cookie, value: visit.patient, url: visit.url }])
    const barePatient = await timedPage(await newPerson(browser, PHONE))

    const row = await compare({
      name: 'from the token to the first frame of the other, against a bare livekit-client page',
      unit: 'ms',
      aim: 1.1,
      async ours() {
        await patient.goto(`${visit.url}/visits/${visit.consultationId}?answer`)
        const ms = await msToFirstFrame(patient)
        await framesRising(doctorOfVisit)
        await patient.goto('about:blank')
        return ms
      },
      async bare() {
        await barePatient.goto(bare.url)
        await joinBareCall(barePatient, await admit('patient'))
        const ms = await msToFirstFrame(barePatient)
        await framesRising(doctorOfBare)
        await barePatient.goto('about:blank')
        return ms
      },
    })
    return { rows: [row], note: 'join: four pages with moving pictures share the machine, on both sides alike' }
  } finally {
    await browser.close()
  }
}

async function timedPage(context: BrowserContext): Promise<Page> {
  await timeFirstFrames(context)
  return await context.newPage()
}

/** The other one, who is there all the time: the same bare page on both sides. */
async function bareDoctor(
  context: BrowserContext,
  bareUrl: string,
  entry: { readonly url: string; readonly token: string },
): Promise<Page> {
  const page = await context.newPage()
  await page.goto(bareUrl)
  await joinBareCall(page, entry)
  return page
}

async function enter({ url, consultationId, cookie }: Visit, session: string): Promise<{ url: string; token: string }> {
  const answer = await fetch(`${url}/api/consultations/${consultationId}/enter`, {
    method: 'POST',
    headers: { cookie: `${cookie}=${session}`, origin: url },
  })
  if (!answer.ok) throw new Error(`the doctor is not let in: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as { url: string; token: string }
}
