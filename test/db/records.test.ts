import { randomUUID } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { openWorld } from '../access/hospital.ts'
import { newTicket } from '../support/visits.ts'
import type { TestAccount } from '../support/answering.ts'

/** What the database refuses whoever asks: each statement is plain SQL, past every route, shape and rule. */
const world = openWorld()
/** A patient of somebody else's, and a visit between others. */
let strangerPatientId: string
let strangerExpertId: string

beforeAll(async () => {
  const stranger = world.strangers.compatriot
  const patient = { idempotencyKey: randomUUID(), name: '王小明', relationship: 'self' }
  strangerPatientId = (await world.site.send(stranger, 'POST', '/api/patients', patient)).body.id
  strangerExpertId = world.freeExpertId
})

async function run(statement: RawBuilder<unknown>): Promise<unknown> {
  return (await statement.execute(world.site.database.db)).rows[0]
}

async function expectRefused(constraint: string, statement: RawBuilder<unknown>): Promise<void> {
  await expect(run(statement)).rejects.toMatchObject({ constraint })
}

describe('what belongs together', () => {
  test('a ticket is of an account that has the patient', async () => {
    const move = sql`update ticket set account_id = ${world.strangers.compatriot.id} where id = ${world.ticketId}`
    await expectRefused('ticket_patient_of_account', move)
  })

  test("a ticket takes up an appointment of its own patient's", async () => {
    const statement = sql`update ticket set appointment_id = ${world.appointmentId} where id = ${world.ticketId}`
    await expectRefused('ticket_appointment_of_patient', statement)
  })

  test("a place is for its ticket's patient", async () => {
    const statement = sql`update waiting set patient_id = ${strangerPatientId} where ticket_id = ${world.ticketId}`
    await expectRefused('waiting_ticket_of_patient', statement)
  })

  test("a visit is of its ticket's patient", async () => {
    const statement = sql`update consultation set patient_id = ${strangerPatientId} where id = ${world.consultationId}`
    await expectRefused('consultation_ticket_of_patient', statement)
  })

  const insertCall = (ticketId: string, patientId: string, expertId: string) => sql`
    insert into call (ticket_id, patient_id, expert_id, reasons, matched_at, call_until, room_name)
    values (${ticketId}, ${patientId}, ${expertId}, '[]', now(), now(), gen_random_uuid()::text)`

  test("a call is of its ticket's patient", async () => {
    await expectRefused('call_ticket_of_patient', insertCall(world.ticketId, strangerPatientId, strangerExpertId))
  })

  test('nobody is called who is in a visit, and no doctor calls from one', async () => {
    const visit = (await run(sql`
      select ticket_id, patient_id, expert_id from consultation where id = ${world.consultationId}`)) as {
      ticketId: string
      patientId: string
      expertId: string
    }
    await expectRefused('call_one_an_expert', insertCall(world.ticketId, world.waitingPatientId, visit.expertId))
    await expectRefused('call_one_a_ticket', insertCall(visit.ticketId, visit.patientId, strangerExpertId))
    const together = sql`
      insert into call (ticket_id, patient_id, expert_id, reasons, matched_at, call_until, room_name)
      select ticket_id, patient_id, expert_id, '[]'::jsonb, now(), now(), gen_random_uuid()::text
      from (values
        (${world.ticketId}::uuid, ${world.waitingPatientId}::uuid, ${strangerExpertId}::uuid),
        (${visit.ticketId}::uuid, ${visit.patientId}::uuid, ${visit.expertId}::uuid)
      ) as pair (ticket_id, patient_id, expert_id)`
    await expectRefused('call_one_an_expert', together)
  })

  test('an appointment is of an account that has the patient', async () => {
    const statement = sql`update appointment set account_id = ${world.strangers.compatriot.id} where id = ${world.appointmentId}`
    await expectRefused('appointment_patient_of_account', statement)
  })

  test.each([
    ['an appointment', 'appointment', 'appointment_shift_of_expert'],
    ['a duty', 'duty', 'duty_shift_of_expert'],
  ])("%s is with the shift's own expert", async (_what, table, constraint) => {
    const statement = sql`update ${sql.table(table)} set expert_id = ${strangerExpertId} where shift_id = ${world.shiftId}`
    await expectRefused(constraint, statement)
  })

  test("a shift is of its pattern's expert", async () => {
    const statement = sql`update shift set pattern_id = ${world.patternId} where id = ${world.shiftId}`
    await expectRefused('shift_pattern_of_expert', statement)
  })

  test("a message is by somebody of its own visit's", async () => {
    const other = await heldVisit()
    const statement = sql`
      insert into message (consultation_id, participant_id, idempotency_key, body, sent_at)
      values (${other.id}, ${world.participantId}, gen_random_uuid(), '您好', now())`
    await expectRefused('message_participant_of_consultation', statement)
  })

  test('whoever is no guest sits in a visit with an account, and a guest without', async () => {
    const guest = sql`update participant set account_id = ${world.owner.id} where id = ${world.participantId}`
    await expectRefused('participant_account', guest)
    const patient = sql`update participant set account_id = null
      where consultation_id = ${world.consultationId} and kind = 'patient'`
    await expectRefused('participant_account', patient)
  })
})

describe('a place is there exactly while its ticket waits', () => {
  const rule = 'ticket_waits_in_its_place'

  test.each(['called', 'inConsultation', 'done'])('a ticket in its place is not %s', async (status) => {
    await expectRefused(rule, sql`update ticket set status = ${status} where id = ${world.ticketId}`)
  })

  test('a ticket that waits keeps its place', async () => {
    await expectRefused(rule, sql`delete from waiting where ticket_id = ${world.ticketId}`)
  })

  test('a ticket that is seen has no place', async () => {
    const statement = sql`
      insert into waiting (ticket_id, patient_id, queue, languages, interpreter_wanted, urgency, triaged, queue_key, arrived_at, not_before)
      select id, patient_id, 'generalPractice', languages, false, urgency, false, 1, arrived_at, arrived_at
      from ticket where status = 'inConsultation'`
    await expectRefused(rule, statement)
  })

  test('a place is not moved to another ticket', async () => {
    const statement = sql`update waiting set ticket_id = t.id, patient_id = t.patient_id
      from ticket t where t.status = 'inConsultation' and waiting.ticket_id = ${world.ticketId}`
    await expectRefused(rule, statement)
  })

  test('a ticket that is made waits in a place', async () => {
    const statement = sql`
      insert into ticket (patient_id, account_id, idempotency_key, complaint, languages, country, urgency, arrived_at)
      values (${strangerPatientId}, ${world.strangers.compatriot.id}, gen_random_uuid(), 'x', '{cmn}', 'IT', 'routine', now())`
    await expectRefused(rule, statement)
  })

  test('within a transaction the two may change one after the other', async () => {
    const { db } = world.site.database
    await db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ row: object }>`
        delete from waiting where ticket_id = ${world.ticketId} returning to_jsonb(waiting) as row`.execute(trx)
      await sql`insert into waiting select * from jsonb_populate_record(null::waiting, ${JSON.stringify(rows[0]?.row)}::jsonb)`.execute(
        trx,
      )
    })
  })
})

test('something is told to the owner only of a place that a coordinator has ended', async () => {
  const left = (reason: string | null, message: string) => sql`
    insert into ticket (patient_id, account_id, idempotency_key, complaint, languages, country, urgency, status, arrived_at,
      left_reason, left_message)
    values (${strangerPatientId}, ${world.strangers.compatriot.id}, gen_random_uuid(), 'x', '{cmn}', 'IT', 'routine',
      ${reason === null ? 'done' : 'left'}, now(), ${reason}, ${message})`
  for (const reason of ['patient', 'unanswered', null]) {
    await expectRefused('ticket_left_message', left(reason, '重复排号'))
  }
  await expectRefused('ticket_left_message', left('coordinator', ''))
  await run(left('coordinator', '重复排号'))
})

/** A visit of the stranger's with the other expert, ended, without a note. */
async function heldVisit(): Promise<{ id: string }> {
  return (await run(sql`
    with held as (
      insert into ticket (patient_id, account_id, idempotency_key, complaint, languages, country, urgency, status, arrived_at)
      values (${strangerPatientId}, ${world.strangers.compatriot.id}, gen_random_uuid(), '头疼', '{cmn}', 'IT', 'routine', 'done', now())
      returning id, patient_id
    )
    insert into consultation (ticket_id, patient_id, expert_id, status, reasons, matched_at, call_until, room_name, started_at, ended_at)
    select id, patient_id, ${strangerExpertId}, 'finished', '[]', now(), now(), gen_random_uuid()::text, now(), now() from held
    returning id`)) as { id: string }
}

test('a visit is left at once by its patient alone, and once it is over', async () => {
  const { id } = await heldVisit()
  const mark = (visitId: string, reason: string | null) =>
    sql`update consultation set left_at_once = true, end_reason = ${reason} where id = ${visitId}`
  await expectRefused('consultation_left_at_once', mark(id, null))
  await expectRefused('consultation_left_at_once', mark(id, 'completed'))
  await expectRefused('consultation_left_at_once', mark(world.consultationId, 'patientLeft'))
  await run(mark(id, 'patientLeft'))
})

describe('a note', () => {
  const insertNote = (visitId: string, patientId: string, author: TestAccount) => sql`
    insert into note (consultation_id, patient_id, author_id, saved_at)
    values (${visitId}, ${patientId}, ${author.id}, now()) returning id`

  test('is of the patient of its visit', async () => {
    const { id } = await heldVisit()
    await expectRefused(
      'note_consultation_of_patient_and_expert',
      insertNote(id, world.patientId, world.strangers.doctor),
    )
  })

  test('is by the account of the expert of its visit', async () => {
    const { id } = await heldVisit()
    await expectRefused('note_author_is_the_expert', insertNote(id, strangerPatientId, world.doctor))
  })

  test('is not moved to another patient, author or visit', async () => {
    const { id } = await heldVisit()
    await run(insertNote(id, strangerPatientId, world.strangers.doctor))
    const set = (change: RawBuilder<unknown>) => sql`update note set ${change} where consultation_id = ${id}`
    const belongs = 'note_consultation_of_patient_and_expert'
    await expectRefused(belongs, set(sql`patient_id = ${world.patientId}`))
    await expectRefused('note_author_is_the_expert', set(sql`author_id = ${world.doctor.id}`))
    await expectRefused(belongs, set(sql`consultation_id = ${world.consultationId}`))
  })

  test('is not signed as it is begun', async () => {
    const { id } = await heldVisit()
    const doctor = world.strangers.doctor.id
    const statement = sql`
      insert into note (consultation_id, patient_id, author_id, saved_at, signed_by, signed_at, signer_name)
      values (${id}, ${strangerPatientId}, ${doctor}, now(), ${doctor}, now(), '王丽华')`
    await expectRefused('note_signed_by_itself', statement)
  })

  test('is signed by itself, by its author, and then stays', async () => {
    const { id } = await heldVisit()
    const [author, other] = [world.strangers.doctor.id, world.doctor.id]
    const note = (await run(insertNote(id, strangerPatientId, world.strangers.doctor))) as { id: string }
    const addendum = (by: string) => sql`
      insert into note_addendum (note_id, idempotency_key, body, signed_by, signer_name, signed_at)
      values (${note.id}, gen_random_uuid(), '补充', ${by}, '王丽华', now())`
    const sign = (by: string, more: RawBuilder<unknown> = sql``) =>
      sql`update note set signed_by = ${by}, signed_at = now(), signer_name = '王丽华', signer_title = 'nurse',
        signer_institution = 'A', signer_institution_latin = 'A', signer_license_number = '1' ${more} where id = ${note.id}`

    await expectRefused('note_addendum_to_signed', addendum(author))
    for (const column of ['complaint', 'subjective', 'objective', 'assessment', 'plan', 'advice', 'follow_up']) {
      await expectRefused('note_signed_by_itself', sign(author, sql`, ${sql.ref(column)} = '阿司匹林'`))
    }
    await expectRefused('note_signed_by_itself', sign(author, sql`, version = version + 1`))
    await expectRefused('note_signed_by_author', sign(other))
    await run(sign(author))
    await expect(run(sign(author))).rejects.toMatchObject({ code: 'QY001' })
    await expectRefused('note_addendum_by_author', addendum(other))
    await run(addendum(author))
  })
})

test('what the routes do keeps to all of this: a place is taken, given up, and taken again', async () => {
  const { site, owner } = world
  const patient = { idempotencyKey: randomUUID(), name: '林四宝', relationship: 'child' }
  const { body } = await site.send(owner, 'POST', '/api/patients', patient)
  for (let round = 0; round < 2; round += 1) {
    const ticket = await site.send(owner, 'POST', '/api/tickets', newTicket(body.id))
    expect(ticket.status).toBe(201)
    expect((await site.send(owner, 'POST', `/api/tickets/${ticket.body.id}/leave`, {})).status).toBe(200)
  }
})
