import type { AppointmentTopics } from './appointments/contract.ts'
import type { BoardChanges, BoardTopics } from './board/contract.ts'
import type { ConsultationChanges, ConsultationTopics } from './consultations/contract.ts'
import type { GuestTopics } from './consultations/guest-contract.ts'
import type { NoteTopics } from './notes/contract.ts'
import type { RosterTopics } from './roster/contract.ts'
import type { WaitingRoomChanges, WaitingRoomTopics } from './waiting-room/contract.ts'

/**
 * All that can be watched, and what each snapshot carries. The rooms declare theirs in their contracts; server and client take
 * the names and the values from here, so that neither can say what the other doesn't know.
 */
export interface Topics
  extends
    AppointmentTopics,
    BoardTopics,
    ConsultationTopics,
    GuestTopics,
    NoteTopics,
    RosterTopics,
    WaitingRoomTopics {}

/** As it is watched and announced: `board`, `ticket:018f…`. */
export type Topic = keyof Topics

/** The topics whose changes are deltas. */
export interface Changes extends BoardChanges, ConsultationChanges, WaitingRoomChanges {}

/** What a change of a topic carries: the whole value, unless its room says otherwise. */
export type ChangeOf<Watched extends Topic> = Watched extends keyof Changes ? Changes[Watched] : Topics[Watched]

/** Announced like a topic, and heard by the server alone: an account or session to look at again, letters to send. */
export type Signal = `account:${string}` | `session:${string}` | 'letters'

/** What a topic is defined by: `board`, `ticket`. */
export type TopicName = NameOf<Topic>

type NameOf<Watched> = Watched extends `${infer Name}:${string}` ? Name : Watched

/** The topics of a name. */
export type TopicOf<Name extends TopicName> = Extract<Topic, Name | `${Name}:${string}`>
