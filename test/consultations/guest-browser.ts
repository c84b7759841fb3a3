import { randomUUID } from 'node:crypto'
import type { Participant } from '../../signaling/consultations/contract.ts'
import { type Answer, type Method, type TestAccount, testOrigin } from '../support/answering.ts'
import { type Hospital, openHospital } from '../support/hospital.ts'
import { addVisit, type Visit } from '../support/visits.ts'
import { guestCookieIn } from './state.ts'

export let hospital: Hospital<{ http: true; video: true }>

/** For the tests of a file. */
export function openHospitalForGuests(): void {
  hospital = openHospital({ http: { listens: true }, video: true })
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
    const answer = await hospital.app.inject({
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
  const visit = await addVisit(hospital)
  const doctor = await hospital.signIn(visit.doctor)
  await hospital.send(await hospital.signIn(visit.owner), 'POST', `/api/consultations/${visit.id}/enter`)
  const { body } = await hospital.send(doctor, 'POST', `/api/consultations/${visit.id}/participants`, {
    idempotencyKey: randomUUID(),
    kind: 'relative',
    name: '张伟',
  })
  return { visit, doctor, token: String(body.link).slice(`${testOrigin}/join/`.length), linkId: body.participant.id }
}

export async function guestsOf({ visit, doctor }: Invited): Promise<Participant[]> {
  const { body } = await hospital.send(doctor, 'GET', `/api/consultations/${visit.id}`)
  return (body.participants as Participant[]).filter(({ kind }) => kind === 'relative')
}

export function decide({ visit, doctor }: Invited, participantId: string, decision: string): Promise<Answer> {
  return hospital.send(doctor, 'POST', `/api/consultations/${visit.id}/participants/${participantId}/${decision}`)
}

export async function knockWith(invited: Invited, name: string): Promise<{ browser: Browser; seatId: string }> {
  const browser = new Browser()
  await browser.open(invited.token)
  const { body } = await browser.ask(name)
  return { browser, seatId: body.participant.id }
}
