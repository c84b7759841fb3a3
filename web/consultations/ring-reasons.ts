import type { Consultation, Invitation } from '../../signaling/consultations/contract.ts'
import type { Say } from '../language/language.ts'
import type { RingReason } from '../ringing/reasons.ts'
import type { words } from './words/zh-CN.ts'

export function callId(consultationId: string): string {
  return `call:${consultationId}`
}

export function knockId(participantId: string): string {
  return `knock:${participantId}`
}

export function invitationId(participantId: string): string {
  return `invitation:${participantId}`
}

/** Milliseconds from the patient's answer for which the call still rings: until then nobody can say that the doctor is missing. */
const ringsAfterAnswer = 60_000

/** What a doctor must hear of, wherever they are: their patient's arrival and who knocks, and colleagues who ask them in. */
export function ringReasons(
  visit: Consultation | undefined,
  invitations: readonly Invitation[],
  now: string,
  t: Say<typeof words>,
): RingReason[] {
  return [...ofVisit(visit, now, t), ...invitations.flatMap((invitation) => ofInvitation(invitation, t))]
}

function ofVisit(visit: Consultation | undefined, now: string, t: Say<typeof words>): RingReason[] {
  if (visit === undefined) return []
  const { id, patient, complaint, startedAt, participants } = visit
  const to = `/?visit=${id}`
  const answeredLongAgo = startedAt !== null && Date.parse(now) - Date.parse(startedAt) > ringsAfterAnswer
  return [
    {
      id: callId(id),
      kind: 'call',
      title: t(answeredLongAgo ? 'ring.underWay' : 'arrival.title', { name: patient.name }),
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
        title: t('door.asks', { name: person.name, kind: t(`kind.${person.kind}`) }),
        action: t('ring.toVisit'),
        to,
      })),
  ]
}

function ofInvitation({ participant, expert }: Invitation, t: Say<typeof words>): RingReason[] {
  if (participant.status !== 'invited') return []
  return [
    {
      id: invitationId(participant.id),
      kind: 'invitation',
      title: t('invitation.title', { name: expert.nameHan }),
      detail: t('invitation.text'),
      action: t('ring.toInvitation'),
      to: '/',
    },
  ]
}
