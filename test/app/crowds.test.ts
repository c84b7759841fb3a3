import { expect, test, vi } from 'vitest'
import { longestTransactionMs } from '../../db/limits.ts'
import { enterConsultation } from '../../signaling/consultations/service.ts'
import { inCrowd, inHand, patienceMs } from '../../signaling/crowds.ts'
import { expireCalls } from '../../signaling/matching/expiry.ts'
import { callSeconds } from '../../signaling/vocabulary.ts'
import { enterWaitingRoom } from '../../signaling/waiting-room/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addPatient } from '../support/people.ts'
import { addCall, newTicket } from '../support/visits.ts'

const hospital = openHospital()

test('five commands of a kind are worked on, the others wait in order, and other kinds do not', async () => {
  const among = {}
  const begun: string[] = []
  const ends: (() => void)[] = []
  const work = (name: string) => () =>
    new Promise<void>((resolve) => {
      begun.push(name)
      ends.push(resolve)
    })
  const all = ['1', '2', '3', '4', '5', '6', '7'].map((name) => inCrowd(among, 'answering', work(name)))
  await vi.waitFor(() => expect(begun).toEqual(['1', '2', '3', '4', '5']))
  all.push(inCrowd(among, 'telling', work('told')), inCrowd({}, 'answering', work('elsewhere')))
  await vi.waitFor(() => expect(begun.slice(5)).toEqual(['told', 'elsewhere']))
  ends[2]?.()
  await vi.waitFor(() => expect(begun.slice(7)).toEqual(['6']))
  ends[0]?.()
  await vi.waitFor(() => expect(begun.slice(8)).toEqual(['7']))
  for (const end of ends) end()
  await Promise.all(all)
})

test('a command that fails passes its turn on, and one whose turn does not come in time is refused', async () => {
  vi.useFakeTimers()
  try {
    const among = {}
    const failing = Array.from({ length: 5 }, () => inCrowd(among, 'telling', () => Promise.reject(new Error('no'))))
    expect((await Promise.allSettled(failing)).map(({ status }) => status)).not.toContain('fulfilled')
    const stuck = Promise.withResolvers<void>()
    const held = Array.from({ length: 5 }, () => inCrowd(among, 'telling', () => stuck.promise))
    const late = inCrowd(among, 'telling', () => Promise.resolve('late'))
    const outcome = late.catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(patienceMs)
    expect(await outcome).toMatchObject({ status: 503, code: 'databaseBusy' })
    stuck.resolve()
    await Promise.all(held)
    expect(await inCrowd(among, 'telling', () => Promise.resolve('free'))).toBe('free')
  } finally {
    vi.useRealTimers()
  }
})

test('whoever tells of an emergency does not wait behind all who answer', async () => {
  const calls = []
  for (let nth = 0; nth < 40; nth += 1) calls.push(await addCall(hospital))
  const owner = await addCompatriot(hospital)
  const patientId = await addPatient(hospital, owner)
  let answered = 0
  const answers = calls.map(async ({ id, owner: patient }) => {
    // There is no video here; the answer stands.
    await expect(enterConsultation(hospital, patient, id)).rejects.toMatchObject({ code: 'videoUnavailable' })
    answered += 1
  })
  const ticket = await enterWaitingRoom(hospital, owner, newTicket(patientId, { redFlags: ['chestPain'] }))
  expect(ticket.urgency).toBe('emergency')
  expect(answered).toBeLessThan(20)
  await Promise.all(answers)
})

test('whoever can’t wait comes before the others of their kind', async () => {
  const among = {}
  const begun: string[] = []
  const stuck = Promise.withResolvers<void>()
  const held = Array.from({ length: 5 }, () => inCrowd(among, 'telling', () => stuck.promise))
  const tell = (name: string, urgent: boolean) =>
    inCrowd(among, 'telling', () => Promise.resolve(begun.push(name)), { urgent })
  const others = [tell('cough', false), tell('rash', false), tell('chest pain', true), tell('stroke', true)]
  stuck.resolve()
  await Promise.all([...held, ...others])
  expect(begun).toEqual(['chest pain', 'stroke', 'cough', 'rash'])
})

/** Answers that keep all turns, until what it returns is called. */
function holdAnswers(): () => Promise<void> {
  const stuck = Promise.withResolvers<void>()
  const held = Array.from({ length: 5 }, () => inCrowd(hospital.db, 'answering', () => stuck.promise))
  return async () => {
    stuck.resolve()
    await Promise.all(held)
  }
}

test('an answer that comes in time wins, though the call runs out while it waits for its turn', async () => {
  const [answered, unanswered] = [await addCall(hospital), await addCall(hospital)]
  const release = holdAnswers()
  const answer = enterConsultation(hospital, answered.owner, answered.id).catch((error: unknown) => error)
  expect(inHand('answering')).toEqual([answered.id])
  hospital.clock.forward({ seconds: 91 })
  expect(await expireCalls(hospital)).toBe(1)
  await release()
  // There is no video here; the answer stands.
  expect(await answer).toMatchObject({ code: 'videoUnavailable' })
  expect(inHand('answering')).toEqual([])
  const ids = [answered.ticketId, unanswered.ticketId]
  const tickets = hospital.db.selectFrom('ticket').select(['id', 'status', 'callsMissed']).where('id', 'in', ids)
  expect(await tickets.execute()).toEqual(
    expect.arrayContaining([
      { id: answered.ticketId, status: 'inConsultation', callsMissed: 0 },
      { id: unanswered.ticketId, status: 'waiting', callsMissed: 1 },
    ]),
  )
})

test('nobody keeps a call open for longer by asking to come in, nor with another’s call', async () => {
  const { id, owner, doctor } = await addCall(hospital)
  const release = holdAnswers()
  const asked = [owner, doctor].map((viewer) =>
    enterConsultation(hospital, viewer, id).catch((error: unknown) => error),
  )
  hospital.clock.forward({ milliseconds: callSeconds * 1_000 + patienceMs + longestTransactionMs + 1 })
  expect(await expireCalls(hospital)).toBe(1)
  await release()
  for (const answer of asked) expect(await answer).toMatchObject({ code: 'callOver' })
})
