import { afterAll, describe, expect, test } from 'vitest'
import { closeBrowserOf, meet, type Meeting } from '../journeys/visit-people.ts'
import { framesRising, framesStanding, screenshot, withNetworkLost } from '../support/browser.ts'
import { closePages, openHospital } from '../support/hospital.ts'

const site = openHospital({ video: true, browser: { keepsPages: true } })

const withinMs = 60_000
const interrupted = /连接中断，正在恢复|正在重新进入|没有网络|连不上医院/

/** Both in a call; the patient's network goes away for so long, and the call comes back by itself. */
async function loseNetwork({ doctor, patient, consultationId }: Meeting, ms: number, told = false): Promise<void> {
  await withNetworkLost(patient.context(), ms, {
    told,
    meanwhile: async () => {
      await framesStanding(patient)
      if (ms > 20_000) {
        await patient.getByText(interrupted).waitFor({ timeout: ms })
        await screenshot(patient, 'call-network-lost')
      }
    },
  })
  await Promise.all([framesRising(doctor, { withinMs }), framesRising(patient, { withinMs })])
  const { status } = await site.db
    .selectFrom('consultation')
    .select('status')
    .where('id', '=', consultationId)
    .executeTakeFirstOrThrow()
  expect(status).toBe('inProgress')
}

async function inCall({ losableNetwork = false } = {}): Promise<Meeting> {
  const meeting = await meet(site, { patient: { losableNetwork } })
  await Promise.all([framesRising(meeting.doctor), framesRising(meeting.patient)])
  return meeting
}

async function part({ doctor, patient }: Meeting): Promise<void> {
  await Promise.all([doctor, patient].map(closeBrowserOf))
}

// One network is away for so long that the others come and go meanwhile.
describe('in the time of one long loss', () => {
  let longLoss: Promise<void> | undefined
  afterAll(() => closePages(site))

  test('whose network is lost, untold, reads that the call is interrupted', async () => {
    const meeting = await inCall({ losableNetwork: true })
    longLoss = loseNetwork(meeting, 90_000).then(() => part(meeting))
    // The last of these tests says how it ended.
    longLoss.catch(() => undefined)
    await meeting.patient.getByText(interrupted).waitFor()
  })

  test('a network lost for five seconds, then for half a minute (told), comes back to the call by itself', async () => {
    const meeting = await inCall({ losableNetwork: true })
    await loseNetwork(meeting, 5_000)
    await loseNetwork(meeting, 30_000, true)
    await part(meeting)
  })

  test('of two windows the newer has the call, until the older takes it back', async () => {
    const meeting = await inCall()
    const { doctor, patient } = meeting
    const newer = await patient.context().newPage()
    await newer.goto(patient.url())
    await framesRising(newer)
    await patient.getByText('通话已在另一个窗口或另一台设备上打开').waitFor()
    await screenshot(patient, 'call-elsewhere')

    await patient.getByRole('button', { name: '在这里继续' }).click()
    await newer.getByText('通话已在另一个窗口或另一台设备上打开').waitFor()
    await Promise.all([framesRising(patient), framesRising(doctor)])
    await newer.getByText('通话已在另一个窗口或另一台设备上打开').waitFor()
    await part(meeting)
  })

  test('without camera and microphone one still comes in, sees and hears, and is told how to allow them', async () => {
    const meeting = await inCall()
    const { patient } = meeting
    await patient.addInitScript(() => {
      const refuse = (): Promise<MediaStream> => Promise.reject(new DOMException('no', 'NotAllowedError'))
      navigator.mediaDevices.getUserMedia = refuse
    })
    await patient.reload()
    await framesRising(patient)
    await patient.getByText('浏览器没有允许使用麦克风').waitFor()
    await patient.getByText('浏览器没有允许使用摄像头').waitFor()
    await screenshot(patient, 'call-refused')
    await part(meeting)
  })

  test('a network lost for a minute and a half comes back to the call by itself', async () => {
    await expect(longLoss).resolves.toBeUndefined()
  })
})

test('a killed LiveKit brings both back into the same visit', async () => {
  const { doctor, patient } = await inCall()
  const killed = site.livekit.server.pid
  process.kill(killed, 'SIGKILL')

  // What comes from now on comes from another process.
  await expect.poll(() => site.livekit.server.pid).not.toBe(killed)
  await Promise.all([framesRising(doctor, { withinMs }), framesRising(patient, { withinMs })])
})
