import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { endConsultation } from '../../signaling/consultations/service.ts'
import { isFrozen } from '../../signaling/errors.ts'
import { changePatient } from '../../signaling/identity/patients.ts'
import type { Note, NoteText } from '../../signaling/notes/contract.ts'
import {
  addAddendum,
  previewAdvice,
  readAdvice,
  readNote,
  readPreviousVisits,
  saveNote,
  signNote,
  watchAdvice,
} from '../../signaling/notes/service.ts'
import { announcedTopics, isPaused } from '../consultations/state.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addCoordinator, addDoctorOnDuty } from '../support/people.ts'
import { addCall, addSignedNote, addVisit, answerCallOf, type Visit } from '../support/visits.ts'

const hospital = openHospital({ there: true })

const completed = { reason: 'completed', requeue: false } as const

async function write(visit: Visit, text: Partial<NoteText>): Promise<Note> {
  const note = await readNote(hospital, visit.doctor, visit.id)
  return await saveNote(hospital, visit.doctor, visit.id, {
    version: note.version,
    text: { ...note.text, ...text },
  })
}

const signed = (visit: Visit): Promise<Note> => addSignedNote(hospital, visit)

describe('a draft', () => {
  test('begins with what the patient said, once the patient is being called', async () => {
    const visit = await addCall(hospital)
    const [one, other] = await Promise.all([
      readNote(hospital, visit.doctor, visit.id),
      readNote(hospital.there, visit.doctor, visit.id),
    ])
    expect(one.text.complaint).toBe('发烧两天，咳嗽')
    expect(one).toEqual(other)
    expect(one).toMatchObject({ version: 1, signedAt: null, addenda: [] })
  })

  test('is the treating doctor’s alone', async () => {
    const visit = await addVisit(hospital)
    const { version, text } = await readNote(hospital, visit.doctor, visit.id)
    const strangers = [
      visit.owner,
      await addCompatriot(hospital),
      await addDoctorOnDuty(hospital),
      await addCoordinator(hospital),
    ]
    for (const stranger of strangers) {
      const gone = { status: 404 }
      await expect(readNote(hospital, stranger, visit.id)).rejects.toMatchObject(gone)
      await expect(saveNote(hospital, stranger, visit.id, { version, text })).rejects.toMatchObject(gone)
      await expect(signNote(hospital, stranger, visit.id, version)).rejects.toMatchObject(gone)
      await expect(
        addAddendum(hospital, stranger, visit.id, { idempotencyKey: randomUUID(), body: 'x' }),
      ).rejects.toMatchObject(gone)
    }
  })

  test('is never written over a newer one, and says which that is', async () => {
    const visit = await addVisit(hospital)
    const { version, text } = await readNote(hospital, visit.doctor, visit.id)
    const newer = await write(visit, { plan: '复诊' })
    await expect(
      saveNote(hospital, visit.doctor, visit.id, { version, text: { ...text, plan: '转诊' } }),
    ).rejects.toMatchObject({ status: 409, code: 'noteChangedElsewhere', details: { version: newer.version } })
    expect((await readNote(hospital, visit.doctor, visit.id)).text.plan).toBe('复诊')
  })

  test('sent again because its answer was lost is saved once', async () => {
    const visit = await addVisit(hospital)
    const { version, text } = await readNote(hospital, visit.doctor, visit.id)
    const command = { version, text: { ...text, plan: '复诊' } }
    const saved = await saveNote(hospital, visit.doctor, visit.id, command)
    expect(await saveNote(hospital.there, visit.doctor, visit.id, command)).toEqual(saved)
  })

  test('can be finished after the end, while no next patient is sent', async () => {
    const visit = await addVisit(hospital)
    await endConsultation(hospital, visit.doctor, visit.id, completed)
    expect(await isPaused(hospital, visit.doctor)).toBe(true)
    expect((await signed(visit)).signedAt).not.toBeNull()
  })

  test('signed before the end leaves the doctor free for the next', async () => {
    const visit = await addVisit(hospital)
    await signed(visit)
    await endConsultation(hospital, visit.doctor, visit.id, completed)
    expect(await isPaused(hospital, visit.doctor)).toBe(false)
  })
})

describe('a signature', () => {
  test('has the signer as they are, and the time, and is not taken twice', async () => {
    const visit = await addVisit(hospital)
    const note = await signed(visit)
    expect(note).toMatchObject({
      signer: {
        name: '陈建国 Chen Jianguo',
        institution: '温州医科大学附属第一医院',
        licenseNumber: '110330000000001',
      },
      signedAt: hospital.clock.now().toString(),
    })
    hospital.clock.forward({ minutes: 1 })
    expect(await signNote(hospital.there, visit.doctor, visit.id, note.version)).toEqual(note)
    await expect(write(visit, { plan: '另一个' })).rejects.toMatchObject({ status: 409, code: 'noteSigned' })
  })

  test('stays what it was when the doctor moves on: names, title, institution and licence', async () => {
    const visit = await addVisit(hospital)
    const { database } = hospital
    const expert = database.db.updateTable('expert').where('id', '=', visit.doctor.expertId)
    await expert.set({ title: 'attendingPhysician', institutionLatin: 'First Hospital, Wenzhou' }).execute()
    const { signer } = await signed(visit)
    expect(signer).toEqual({
      name: '陈建国 Chen Jianguo',
      title: 'attendingPhysician',
      institution: '温州医科大学附属第一医院',
      institutionLatin: 'First Hospital, Wenzhou',
      licenseNumber: '110330000000001',
    })
    await expert
      .set({
        nameHan: '陈改名',
        nameLatin: 'Chen Gaiming',
        title: 'chiefPhysician',
        institution: '杭州钱江医院',
        institutionLatin: 'Qianjiang Hospital, Hangzhou',
        licenseNumber: '2',
      })
      .execute()
    expect((await readAdvice(hospital, visit.owner, visit.id)).signer).toEqual(signer)
    expect((await readNote(hospital, visit.doctor, visit.id)).signer).toEqual(signer)
    await endConsultation(hospital, visit.doctor, visit.id, completed)
    const unsigned = await addVisit(hospital, { doctor: visit.doctor })
    expect((await readNote(hospital, visit.doctor, unsigned.id)).signer).toMatchObject({ title: 'chiefPhysician' })
  })

  test('stays about whom it was when the account calls the patient something else', async () => {
    const visit = await addVisit(hospital)
    const renamed = (name: string, birthDate: string) =>
      changePatient(hospital, visit.owner, visit.patientId, { name, birthDate })
    await renamed('林小明', '1990-05-02')
    await signed(visit)
    await endConsultation(hospital, visit.doctor, visit.id, completed)
    await renamed('陈志强', '1961-02-03')
    expect(await readAdvice(hospital, visit.owner, visit.id)).toMatchObject({
      patientName: '林小明',
      patientBirthDate: '1990-05-02',
    })
    const unsigned = await addVisit(hospital, { owner: visit.owner, patientId: visit.patientId })
    await write(unsigned, { advice: '多喝水' })
    expect(await previewAdvice(hospital, unsigned.doctor, unsigned.id)).toMatchObject({
      advice: { patientName: '陈志强', patientBirthDate: '1961-02-03' },
    })
  })

  test('is of the page that was shown: the preview is what the patient reads, of the version that is signed', async () => {
    const visit = await addVisit(hospital)
    await hospital.database.db
      .updateTable('patient')
      .set({ birthDate: '2019-04-30' })
      .where('id', '=', visit.patientId)
      .execute()
    const { version } = await write(visit, { plan: '对症', advice: '多喝水', followUp: '三天后', subjective: '自述' })
    const preview = await previewAdvice(hospital, visit.doctor, visit.id)
    expect(preview).toMatchObject({
      version,
      advice: { signedAt: null, patientBirthDate: '2019-04-30', patientTimeZone: 'Europe/Rome' },
    })
    await signNote(hospital, visit.doctor, visit.id, preview.version)
    const advice = await readAdvice(hospital, visit.owner, visit.id)
    expect({ ...advice, signedAt: null }).toEqual(preview.advice)
    for (const stranger of [visit.owner, await addDoctorOnDuty(hospital), await addCoordinator(hospital)]) {
      await expect(previewAdvice(hospital, stranger, visit.id)).rejects.toMatchObject({ status: 404 })
    }
  })

  test('needs words and a visit that began', async () => {
    const visit = await addCall(hospital)
    const { version } = await readNote(hospital, visit.doctor, visit.id)
    await expect(signNote(hospital, visit.doctor, visit.id, version)).rejects.toMatchObject({
      code: 'consultationNotStarted',
    })
    await answerCallOf(hospital, visit.ticketId)
    await expect(signNote(hospital, visit.doctor, visit.id, version)).rejects.toMatchObject({ code: 'noteEmpty' })
  })

  test('is refused a text that was not the one on the screen', async () => {
    const visit = await addVisit(hospital)
    const { version } = await write(visit, { advice: '多喝水' })
    await write(visit, { advice: '多喝水，多休息' })
    await expect(signNote(hospital, visit.doctor, visit.id, version)).rejects.toMatchObject({
      code: 'noteChangedElsewhere',
    })
  })

  test('freezes the note in the database itself', async () => {
    const visit = await addVisit(hospital)
    const note = await signed(visit)
    await addAddendum(hospital, visit.doctor, visit.id, { idempotencyKey: randomUUID(), body: '化验正常' })
    const { db } = hospital.database
    const { id } = await db
      .selectFrom('note')
      .select('id')
      .where('consultationId', '=', visit.id)
      .executeTakeFirstOrThrow()
    const statements = [
      sql`update note set advice = 'x' where id = ${id}`,
      sql`update note set signed_at = null, signed_by = null, signer_name = null where id = ${id}`,
      sql`update note set version = version + 1 where id = ${id}`,
      sql`update note set patient_name = 'x' where id = ${id}`,
      sql`delete from note where id = ${id}`,
      sql`update note_addendum set body = 'x' where note_id = ${id}`,
      sql`delete from note_addendum where note_id = ${id}`,
    ]
    for (const statement of statements) {
      const refusal: unknown = await statement.execute(db).catch((error: unknown) => error)
      expect(isFrozen(refusal)).toBe(true)
    }
    const { text } = await readNote(hospital, visit.doctor, visit.id)
    expect(text).toEqual(note.text)
  })
})

describe('addenda', () => {
  test('are several, each signed and timed, in their order; one sent twice is one', async () => {
    const visit = await addVisit(hospital)
    await signed(visit)
    await endConsultation(hospital, visit.doctor, visit.id, completed)
    const first = { idempotencyKey: randomUUID(), body: '化验正常' }
    await addAddendum(hospital, visit.doctor, visit.id, first)
    await addAddendum(hospital.there, visit.doctor, visit.id, first)
    hospital.clock.forward({ hours: 24 * 400 })
    const note = await addAddendum(hospital, visit.doctor, visit.id, {
      idempotencyKey: randomUUID(),
      body: '一年后随访',
    })
    expect(note.addenda).toMatchObject([
      { body: '化验正常', signerName: '陈建国 Chen Jianguo' },
      { body: '一年后随访', signedAt: hospital.clock.now().toString() },
    ])
  })

  test('need a signed note', async () => {
    const visit = await addVisit(hospital)
    await write(visit, { advice: '多喝水' })
    await expect(
      addAddendum(hospital, visit.doctor, visit.id, { idempotencyKey: randomUUID(), body: 'x' }),
    ).rejects.toMatchObject({ status: 409, code: 'noteNotSigned' })
  })
})

describe('the advice', () => {
  test('is the patient’s as soon as it is signed, with its addenda, and nobody else’s', async () => {
    const visit = await addVisit(hospital)
    await write(visit, { subjective: '自述与家人争吵', advice: '多喝水' })
    expect(await watchAdvice(hospital, visit.owner, visit.id)).toBeNull()
    await expect(readAdvice(hospital, visit.owner, visit.id)).rejects.toMatchObject({ code: 'noteNotSigned' })

    await signed(visit)
    expect(await announcedTopics(hospital)).toContain(`advice:${visit.id}`)
    await addAddendum(hospital, visit.doctor, visit.id, { idempotencyKey: randomUUID(), body: '化验正常' })
    const advice = await readAdvice(hospital, visit.owner, visit.id)
    expect(advice).toMatchObject({
      advice: '多喝水，休息三天',
      signer: { name: '陈建国 Chen Jianguo', institution: '温州医科大学附属第一医院' },
      expertTimeZone: 'Asia/Shanghai',
      addenda: [{ body: '化验正常' }],
    })
    expect(JSON.stringify(advice)).not.toContain('争吵')

    const strangers = [visit.doctor, await addCompatriot(hospital), await addCoordinator(hospital)]
    for (const stranger of strangers) {
      await expect(readAdvice(hospital, stranger, visit.id)).rejects.toMatchObject({ status: 404 })
      await expect(watchAdvice(hospital, stranger, visit.id)).rejects.toMatchObject({ status: 404 })
    }
  })
})

describe('earlier visits', () => {
  test('are for the doctor who treats the patient now, and for nobody else', async () => {
    const earlier = await addVisit(hospital)
    await signed(earlier)
    await endConsultation(hospital, earlier.doctor, earlier.id, completed)
    const draft = await addVisit(hospital, { owner: earlier.owner, patientId: earlier.patientId })
    await write(draft, { advice: '草稿' })
    await endConsultation(hospital, draft.doctor, draft.id, completed)

    const now = await addCall(hospital, { owner: earlier.owner, patientId: earlier.patientId })
    expect(await readPreviousVisits(hospital, now.doctor, now.id)).toMatchObject([
      { consultationId: earlier.id, expertName: '陈建国 Chen Jianguo', note: { text: { advice: '多喝水，休息三天' } } },
    ])

    const strangers = [now.owner, earlier.doctor, await addDoctorOnDuty(hospital), await addCoordinator(hospital)]
    for (const stranger of strangers) {
      await expect(readPreviousVisits(hospital, stranger, now.id)).rejects.toMatchObject({ status: 404 })
    }
    await expect(readPreviousVisits(hospital, earlier.doctor, earlier.id)).rejects.toMatchObject({ status: 404 })

    await answerCallOf(hospital, now.ticketId)
    await endConsultation(hospital, now.doctor, now.id, completed)
    expect(await readPreviousVisits(hospital, now.doctor, now.id)).toHaveLength(1)
    await signed(now)
    await expect(readPreviousVisits(hospital, now.doctor, now.id)).rejects.toMatchObject({ status: 404 })
  })

  test('of another patient of the same account are not shown', async () => {
    const childs = await addVisit(hospital)
    await signed(childs)
    await endConsultation(hospital, childs.doctor, childs.id, completed)
    const parents = await addCall(hospital, { owner: childs.owner, doctor: childs.doctor })
    expect(await readPreviousVisits(hospital, parents.doctor, parents.id)).toEqual([])
  })
})
