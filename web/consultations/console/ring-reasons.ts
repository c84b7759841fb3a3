import type { DoctorQueue } from '../../../signaling/board/contract.ts'
import type { Consultation, Invitation } from '../../../signaling/consultations/contract.ts'
import type { SayOf } from '../../language/language.ts'
import type { Named } from '../../names/expert-words.ts'
import type { nameWords } from '../../names/words.ts'
import type { RingReason } from '../../ringing/reasons.ts'
import { namedIn } from '../seat-name.ts'
import type { consultationWords } from '../words.ts'

export function callId(consultationId: string): string {
  return `call:${consultationId}`
}

export function answerId(consultationId: string): string {
  return `answer:${consultationId}`
}

export function knockId(participantId: string): string {
  return `knock:${participantId}`
}

export function invitationId(participantId: string): string {
  return `invitation:${participantId}`
}

export function absenceId({ id, absence }: Consultation): string | undefined {
  return absence?.kind === 'doctor' ? `absence:${id}:${absence.since}` : undefined
}

export function alertId({ ticketId, since }: NonNullable<DoctorQueue['alert']>): string {
  return `alert:${ticketId}:${since}`
}

/** Milliseconds from the patient's answer for which it rings: until then nobody can say that the doctor is missing. */
const ringsAfterAnswer = 60_000

interface Known {
  readonly visit: Consultation | undefined
  readonly invitations: readonly Invitation[]
  /** Somebody who can't wait, while this doctor is on a break. */
  readonly alert: DoctorQueue['alert']
  readonly now: string
}

interface Words {
  readonly t: SayOf<typeof consultationWords>
  readonly names: SayOf<typeof nameWords>
  /** An expert's name in the script that the reader can read. */
  readonly name: (expert: Named) => string
}

/**
 * What a doctor must hear of, wherever they are: their patient's arrival, who is alone in the room and who knocks, who
 * can't wait for the end of a break, and colleagues who ask them in.
 */
export function ringReasons({ visit, invitations, alert, now }: Known, { t, names, name }: Words): RingReason[] {
  return [
    ...(visit === undefined ? [] : [...ofVisit(visit, now, t, name), ...ofAbsence(visit, t)]),
    ...(alert === null ? [] : [ofAlert(alert, t, names)]),
    ...invitations.flatMap((invitation) => ofInvitation(invitation, t, name(invitation.expert))),
  ]
}

function ofAbsence(visit: Consultation, t: Words['t']): RingReason[] {
  const id = absenceId(visit)
  if (id === undefined) return []
  return [
    {
      id,
      kind: 'absence',
      title: t('ring.absence', { name: visit.patient.name }),
      action: t('ring.toVisit'),
      to: `/?visit=${visit.id}`,
    },
  ]
}

function ofAlert(alert: NonNullable<DoctorQueue['alert']>, t: Words['t'], names: Words['names']): RingReason {
  return {
    id: alertId(alert),
    kind: 'alert',
    title: t('alert.title', { specialty: names(`specialty.${alert.specialty}`) }),
    detail: t('alert.text', { number: alert.number }),
    action: t('ring.toAlert'),
    to: '/',
  }
}

function ofVisit(visit: Consultation, now: string, t: Words['t'], name: Words['name']): RingReason[] {
  const { id, patient, complaint, startedAt, participants } = visit
  const to = `/?visit=${id}`
  const answeredLongAgo = startedAt !== null && Date.parse(now) - Date.parse(startedAt) > ringsAfterAnswer
  return [
    {
      id: startedAt === null ? callId(id) : answerId(id),
      kind: 'call',
      title: t(startedAt === null ? 'arrival.title' : 'ring.underWay', { name: patient.name }),
      detail: complaint,
      action: t('ring.toVisit'),
      to,
      quiet: answeredLongAgo,
    },
    ...participants
      .filter(({ status }) => status === 'asking')
      .map((person) => ({
        id: knockId(person.id),
        kind: 'knock' as const,
        title: t('knock.asks', { name: name(namedIn(person)), kind: t(`kind.${person.kind}`) }),
        action: t('ring.toVisit'),
        to,
      })),
  ]
}

function ofInvitation({ participant }: Invitation, t: Words['t'], name: string): RingReason[] {
  if (participant.status !== 'invited') return []
  return [
    {
      id: invitationId(participant.id),
      kind: 'invitation',
      title: t('invitation.title', { name }),
      detail: t('invitation.text'),
      action: t('ring.toInvitation'),
      to: '/',
    },
  ]
}
