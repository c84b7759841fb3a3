import { randomUUID } from 'node:crypto'
import type { Participant } from '../../signaling/consultations/contract.ts'
import { type Answer, type Method, type TestAccount, testOrigin } from '../support/app.ts'
import { startTestLiveKit, type TestLiveKit } from '../support/livekit.ts'
import { guestCookieIn, type HospitalApp, openHospitalApp } from './app.ts'
import { callSomebody, type Visit } from './hospital.ts'

let livekit: TestLiveKit
export let open: HospitalApp

/** For the tests of a file, before all of them. */
export async function openHospitalForGuests(): Promise<void> {
  livekit = await startTestLiveKit()
  open = await openHospitalApp(livekit.carrier)
}

/** After all of them. */
export async function closeHospitalForGuests(): Promise<void> {
  await open?.[Symbol.asyncDispose]()
  await livekit?.[Symbol.asyncDispose]()
}

let computers = 0

/** A browser on a computer of its own, that comes by links and keeps what cookie it is given. */
export class Browser {
  readonly #address: string
  #cookie = ''

  constructor() {
    computers += 1
    this.#address = `10.0.${Math.floor(computers / 250)}.${computers % 250}`
  }

  get cookie(): string {
    return this.#cookie
  }

  async send(method: Method, url: string, body?: object): Promise<Pick<Answer, 'status' | 'body'>> {
    const answer = await open.test.app.inject({
      method,
      url,
      remoteAddress: this.#address,
      headers: { origin: testOrigin, cookie: this.#cookie },
      ...(body && { payload: body }),
    })
    if (answer.headers['set-cookie'] !== undefined) {
      this.#cookie = guestCookieIn(answer.headers).split(';', 1)[0] ?? ''
    }
    return { status: answer.statusCode, body: answer.json() }
  }

  /** Opening a link, and again after a reload. */
  open(token: string) {
    return this.send('POST', '/api/guest/session', { token })
  }

  ask(name: string) {
    return this.send('POST', '/api/guest/ask', { name })
  }

  enter() {
    return this.send('POST', '/api/guest/enter')
  }
}

export interface Invited {
  readonly visit: Visit
  readonly doctor: TestAccount
  readonly token: string
  readonly linkId: string
}

/** A visit under way, with a link that has been sent to somebody. */
export async function invite(): Promise<Invited> {
  const visit = await callSomebody(open.hospital)
  const doctor = await open.signIn(visit.doctor)
  await open.test.send(await open.signIn(visit.owner), 'POST', `/api/consultations/${visit.id}/enter`)
  const { body } = await open.test.send(doctor, 'POST', `/api/consultations/${visit.id}/participants`, {
    idempotencyKey: randomUUID(),
    kind: 'relative',
    name: '张伟',
  })
  return { visit, doctor, token: String(body.link).slice(`${testOrigin}/join/`.length), linkId: body.participant.id }
}

export async function guestsOf({ visit, doctor }: Invited): Promise<Participant[]> {
  const { body } = await open.test.send(doctor, 'GET', `/api/consultations/${visit.id}`)
  return (body.participants as Participant[]).filter(({ kind }) => kind === 'relative')
}

export function decide({ visit, doctor }: Invited, participantId: string, decision: string): Promise<Answer> {
  return open.test.send(doctor, 'POST', `/api/consultations/${visit.id}/participants/${participantId}/${decision}`)
}

export async function knockWith(invited: Invited, name: string): Promise<{ browser: Browser; seatId: string }> {
  const browser = new Browser()
  await browser.open(invited.token)
  const { body } = await browser.ask(name)
  return { browser, seatId: body.participant.id }
}
