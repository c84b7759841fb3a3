import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Dependencies } from '../../signaling/dependencies.ts'
import { addAddendum, readNote, saveNote, signNote } from '../../signaling/notes/service.ts'
import { openHospital } from '../support/hospital.ts'
import { addVisit } from '../support/visits.ts'

const hospital = openHospital({ there: true })

function processOf(at: number): Dependencies {
  return at % 2 === 0 ? hospital : hospital.there
}

test('of twenty texts over one version one is saved', async () => {
  const visit = await addVisit(hospital)
  const { version, text } = await readNote(hospital, visit.doctor, visit.id)
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, at) =>
      saveNote(processOf(at), visit.doctor, visit.id, { version, text: { ...text, advice: `建议 ${at}` } }),
    ),
  )
  const saved = outcomes.filter((outcome) => outcome.status === 'fulfilled')
  expect(saved).toHaveLength(1)
  expect(await readNote(hospital, visit.doctor, visit.id)).toEqual(saved[0]?.value)
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') {
      expect(outcome.reason).toMatchObject({ code: 'noteChangedElsewhere', details: { version: version + 1 } })
    }
  }
})

test.each(Array.from({ length: 10 }, (_, round) => round))('signed and saved at once: one of them (%i)', async () => {
  const visit = await addVisit(hospital)
  const begun = await readNote(hospital, visit.doctor, visit.id)
  const { version, text } = await saveNote(hospital, visit.doctor, visit.id, {
    version: begun.version,
    text: { ...begun.text, advice: '多喝水' },
  })
  const [signed, saved] = await Promise.allSettled([
    signNote(hospital, visit.doctor, visit.id, version),
    saveNote(hospital.there, visit.doctor, visit.id, { version, text: { ...text, advice: '多休息' } }),
  ])
  const note = await readNote(hospital, visit.doctor, visit.id)
  if (signed.status === 'fulfilled') {
    expect(saved).toMatchObject({ reason: { code: 'noteSigned' } })
    expect(note).toMatchObject({ version, text: { advice: '多喝水' } })
    expect(note.signedAt).not.toBeNull()
  } else {
    expect(signed.reason).toMatchObject({ code: 'noteChangedElsewhere', details: { version: version + 1 } })
    expect(note).toMatchObject({ version: version + 1, text: { advice: '多休息' }, signedAt: null })
  }
})

test('ten signatures at once are one', async () => {
  const visit = await addVisit(hospital)
  const begun = await readNote(hospital, visit.doctor, visit.id)
  const { version } = await saveNote(hospital, visit.doctor, visit.id, {
    version: begun.version,
    text: { ...begun.text, assessment: '感冒' },
  })
  const notes = await Promise.all(
    Array.from({ length: 10 }, (_, at) => signNote(processOf(at), visit.doctor, visit.id, version)),
  )
  for (const note of notes) expect(note).toEqual(notes[0])
})

test('an addendum sent ten times at once is one', async () => {
  const visit = await addVisit(hospital)
  const begun = await readNote(hospital, visit.doctor, visit.id)
  const text = { ...begun.text, advice: '多喝水' }
  const { version } = await saveNote(hospital, visit.doctor, visit.id, { version: begun.version, text })
  await signNote(hospital, visit.doctor, visit.id, version)
  const addendum = { idempotencyKey: randomUUID(), body: '化验正常' }
  await Promise.all(Array.from({ length: 10 }, (_, at) => addAddendum(processOf(at), visit.doctor, visit.id, addendum)))
  expect((await readNote(hospital, visit.doctor, visit.id)).addenda).toHaveLength(1)
})
