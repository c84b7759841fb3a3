import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/tables.ts'

/** What must be true of the whole database between any two transactions, each as a query that finds what breaks it. */
const broken: Readonly<Record<string, string>> = {
  'a ticket has its place exactly while it waits': `
    select t.id from ticket t left join waiting w on w.ticket_id = t.id where (t.status = 'waiting') <> (w.ticket_id is not null)`,
  'a ticket that is called or seen has one open call or visit that says the same, and no other has any': `
    select t.id from ticket t left join encounter c on c.ticket_id = t.id and c.ended_at is null
    group by t.id, t.status
    having (t.status = 'called') <> coalesce(bool_and(c.status = 'called'), false)
      or (t.status = 'inConsultation') <> coalesce(bool_and(c.status = 'inProgress'), false)
      or count(c.id) > 1`,
  'an expert has one open call or visit at most': `
    select expert_id from encounter where ended_at is null group by expert_id having count(*) > 1`,
  'a visit has both its people, and one under way has begun': `
    select c.id from consultation c
    where (select count(*) from participant p where p.consultation_id = c.id and p.kind in ('patient', 'doctor')) <> 2
      or (c.status = 'inProgress' and (c.started_at is null or not exists (
        select from participant p where p.consultation_id = c.id and p.kind = 'patient' and p.status = 'admitted')))
      or (c.status = 'finished' and c.started_at is null)`,
  'somebody looks after exactly the visits under way': `
    select c.id from consultation c left join presence p on p.consultation_id = c.id
    where (c.status = 'inProgress') <> (p.consultation_id is not null)`,
  'the room of a call or visit that is over is to be closed': `
    select c.id from encounter c where c.ended_at is not null
      and not exists (select from abandoned_room r where r.room_name = c.room_name)`,
  'nobody is on duty who may not sign in': `
    select d.id from duty d join expert e on e.id = d.expert_id join account a on a.id = e.account_id
    where d.ended_at is null and (e.retired_at is not null or a.disabled_at is not null)`,
  'nobody has booked, or waits for, a shift that is cancelled or whose expert may sign in no more': `
    select a.id from appointment a join shift s on s.id = a.shift_id
    join expert e on e.id = a.expert_id join account d on d.id = e.account_id
    where a.status in ('booked', 'arrived')
      and (s.cancelled_at is not null or e.retired_at is not null or d.disabled_at is not null)
      and not exists (
        select from ticket t join encounter c on c.ticket_id = t.id
        where t.appointment_id = a.id and c.ended_at is null)`,
  'nothing is planned for whom is disabled': `
    select s.id from shift s join expert e on e.id = s.expert_id join account d on d.id = e.account_id
    where s.cancelled_at is null and d.disabled_at < upper(s.during)`,
  'whoever has arrived has an open ticket for it': `
    select a.id from appointment a where a.status = 'arrived' and not exists (
      select from ticket t where t.appointment_id = a.id and t.status in ('waiting', 'called', 'inConsultation'))`,
  'an archived patient neither waits nor has booked': `
    select p.id from patient p where p.archived_at is not null and (
      exists (select from ticket t where t.patient_id = p.id and t.status in ('waiting', 'called', 'inConsultation'))
      or exists (select from appointment a where a.patient_id = p.id and a.status = 'booked'))`,
  'nobody asks at a link that is closed': `
    select p.id from participant p join participant link on link.id = coalesce(p.invitation_id, p.id)
    where link.link_closed_at is not null and p.status in ('invited', 'asking')`,
  'a seat is one of six': `
    select consultation_id from participant
    where status not in ('refused', 'removed') and (invitation_id is null or status = 'admitted')
    group by consultation_id having count(*) > 6`,
  'an addendum belongs to a signed note': `
    select d.id from note_addendum d join note n on n.id = d.note_id where n.signed_at is null`,
}

/** The rules that this database breaks; empty where all is well. */
export async function findBroken(db: Kysely<Database>): Promise<string[]> {
  const names: string[] = []
  for (const [name, query] of Object.entries(broken)) {
    const { rows } = await sql.raw(query).execute(db)
    if (rows.length > 0) names.push(`${name}: ${JSON.stringify(rows.slice(0, 3))}`)
  }
  return names
}
