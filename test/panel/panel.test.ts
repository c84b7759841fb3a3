import { beforeAll, describe, expect, test } from 'vitest'
import type { AccountViewer } from '../../signaling/access.ts'
import { changeMe, createStaff } from '../../signaling/identity/service.ts'
import { addExpert, changeExpert, readExperts, readPanel } from '../../signaling/panel/service.ts'
import type { NewExpert } from '../../signaling/panel/contract.ts'
import { startDuty } from '../../signaling/roster/duty.ts'
import { addShift, readRoster } from '../../signaling/roster/service.ts'
import { readMe } from '../identity/me.ts'
import { openHospital } from '../support/hospital.ts'
import { addCompatriot, addCoordinator, addDoctor } from '../support/people.ts'

const hospital = openHospital({ now: '2026-11-22T12:00:00Z', there: true })
let coordinator: AccountViewer
beforeAll(async () => {
  coordinator = await addCoordinator(hospital)
})

let count = 0
function newExpert(change: Partial<NewExpert> = {}): NewExpert {
  count += 1
  return {
    idempotencyKey: crypto.randomUUID(),
    email: `expert${count}@example.org`,
    nameHan: '林晓燕',
    nameLatin: 'Lin Xiaoyan',
    title: '主任医师',
    specialties: ['generalPractice', 'respiratory'],
    languages: [
      { language: 'en', proficiency: 'fluent' },
      { language: 'cmn', proficiency: 'native' },
    ],
    institution: '温州市侨爱医院',
    licenseNumber: '110330000012345',
    licenseVerifiedBy: '李主任',
    timeZone: 'Asia/Shanghai',
    ...change,
  }
}

describe('adding an expert', () => {
  test('makes an account to sign in with, and one entry a key', async () => {
    const command = newExpert({ email: 'Dr.Lin@Example.org' })
    const added = await addExpert(hospital, coordinator, command)
    expect(added).toMatchObject({
      email: 'dr.lin@example.org',
      languages: [
        { language: 'cmn', proficiency: 'native' },
        { language: 'en', proficiency: 'fluent' },
      ],
      licenseVerifiedAt: '2026-11-22T12:00:00Z',
      retired: false,
    })
    expect(await addExpert(hospital, coordinator, command)).toEqual(added)
    const viewer = { ...coordinator, accountId: added.accountId }
    expect(await readMe(hospital, viewer)).toMatchObject({ role: 'doctor', expertId: added.id })
    expect((await readExperts(hospital)).filter((expert) => expert.email === 'dr.lin@example.org')).toHaveLength(1)
  })

  test('moves an account that is there already to the city of the entry', async () => {
    const email = 'there.already@example.org'
    const account = { email, role: 'doctor', name: '林晓燕', timeZone: 'Europe/Rome', locale: 'zh-CN' } as const
    await createStaff(hospital, coordinator, account)
    const { accountId } = await addExpert(hospital, coordinator, newExpert({ email }))
    expect(await readMe(hospital, { ...coordinator, accountId })).toMatchObject({ timeZone: 'Asia/Shanghai' })
  })

  test('refuses who is a patient, a coordinator, or on the panel already', async () => {
    const patient = await readMe(hospital, await addCompatriot(hospital))
    const staff = await readMe(hospital, coordinator)
    const { email } = await addExpert(hospital, coordinator, newExpert())
    for (const [address, code] of [
      [patient.email, 'expertEmailIsPatient'],
      [staff.email, 'emailTaken'],
      [email, 'expertExists'],
    ] as const) {
      const adding = addExpert(hospital, coordinator, newExpert({ email: address }))
      await expect(adding).rejects.toMatchObject({ status: 409, code })
    }
  })

  test('refuses a language named twice, and a zone that nobody knows', async () => {
    const twice = newExpert({
      languages: [
        { language: 'cmn', proficiency: 'native' },
        { language: 'cmn', proficiency: 'basic' },
      ],
    })
    await expect(addExpert(hospital, coordinator, twice)).rejects.toMatchObject({ status: 400, code: 'languageTwice' })
    const nowhere = newExpert({ timeZone: 'Asia/Qingtian' })
    await expect(addExpert(hospital, coordinator, nowhere)).rejects.toMatchObject({ code: 'unknownTimeZone' })
  })

  test('at once, twenty times, is one expert', async () => {
    const other = hospital.there
    const email = 'at-once@example.org'
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        addExpert(index % 2 === 0 ? hospital : other, coordinator, newExpert({ email })),
      ),
    )
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
  })
})

describe('changing an expert', () => {
  test('keeps what is not named', async () => {
    const added = await addExpert(hospital, coordinator, newExpert())
    hospital.clock.forward({ hours: 1 })
    const changed = await changeExpert(hospital, added.id, {
      specialties: ['tcm'],
      languages: [{ language: 'it', proficiency: 'basic' }],
      title: '副主任医师',
    })
    const expected = {
      ...added,
      specialties: ['tcm'],
      languages: [{ language: 'it', proficiency: 'basic' }],
      title: '副主任医师',
    }
    expect(changed).toEqual(expected)
    const licensed = await changeExpert(hospital, added.id, { licenseNumber: '2' })
    expect(licensed.licenseVerifiedAt).toBe(hospital.clock.now().toString())
  })

  test('to another city takes the account along, and goes along with it', async () => {
    const { id, accountId } = await addExpert(hospital, coordinator, newExpert())
    const doctor = { ...coordinator, role: 'doctor' as const, accountId, expertId: id }
    await changeMe(hospital, doctor, { timeZone: 'Europe/Madrid' })
    expect((await readExperts(hospital)).find((expert) => expert.id === id)?.timeZone).toBe('Europe/Madrid')
    await changeExpert(hospital, id, { timeZone: 'Asia/Urumqi' })
    expect(await readMe(hospital, doctor)).toMatchObject({ timeZone: 'Asia/Urumqi' })
  })

  test('that is not there', async () => {
    await expect(changeExpert(hospital, crypto.randomUUID(), {})).rejects.toMatchObject({ status: 404 })
  })
})

describe('retiring', () => {
  test('takes the expert off the panel and out of the roster, and back on the panel', async () => {
    const { id } = await addExpert(hospital, coordinator, newExpert())
    const shift = {
      idempotencyKey: crypto.randomUUID(),
      date: '2026-11-25',
      startsAtLocal: '09:00',
      endsAtLocal: '12:00',
    }
    await addShift(hospital, coordinator, { ...shift, expertId: id, timeZone: 'Asia/Shanghai', slotMinutes: null })
    expect(await changeExpert(hospital, id, { retired: true })).toMatchObject({ retired: true })
    expect((await readPanel(hospital)).map((expert) => expert.id)).not.toContain(id)
    const week = await readRoster(hospital, { from: '2026-11-23T00:00:00Z', until: '2026-11-30T00:00:00Z' })
    expect(week.shifts.filter((row) => row.expertId === id)).toEqual([])
    expect(await changeExpert(hospital, id, { retired: false })).toMatchObject({ retired: false })
    expect((await readPanel(hospital)).map((expert) => expert.id)).toContain(id)
  })

  test('ends the duty at once, and it is taken up no more', async () => {
    const doctor = await addDoctor(hospital)
    const expertId = doctor.expertId ?? ''
    const today = {
      date: '2026-11-22',
      startsAtLocal: '00:00',
      endsAtLocal: '23:59',
      timeZone: 'UTC',
      slotMinutes: null,
    }
    await addShift(hospital, coordinator, { ...today, expertId, idempotencyKey: crypto.randomUUID() })
    await startDuty(hospital, doctor)
    await changeExpert(hospital, expertId, { retired: true })
    const open = hospital.db
      .selectFrom('duty')
      .select('id')
      .where('expertId', '=', expertId)
      .where('endedAt', 'is', null)
    expect(await open.execute()).toEqual([])
    await expect(startDuty(hospital, doctor)).rejects.toMatchObject({ code: 'noShiftNow' })
  })
})

test('what doctors see of the panel has neither licence nor address', async () => {
  await addExpert(hospital, coordinator, newExpert())
  for (const expert of await readPanel(hospital)) {
    expect(Object.keys(expert).sort()).toEqual(
      [
        'id',
        'institution',
        'institutionLatin',
        'languages',
        'nameHan',
        'nameLatin',
        'specialties',
        'timeZone',
        'title',
      ].sort(),
    )
  }
})
