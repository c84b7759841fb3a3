import type { AppointmentErrorCode } from './appointments/contract.ts'
import type { ConsultationErrorCode } from './consultations/contract.ts'
import type { IdentityErrorCode } from './identity/contract.ts'
import type { MatchingErrorCode } from './matching/contract.ts'
import type { NoteErrorCode } from './notes/contract.ts'
import type { PanelErrorCode } from './panel/contract.ts'
import type { RosterErrorCode } from './roster/contract.ts'
import type { WaitingRoomErrorCode } from './waiting-room/contract.ts'

/** Codes that any route may answer with. */
export type CommonErrorCode =
  | 'invalidInput'
  | 'unknownField'
  | 'unauthenticated'
  | 'forbidden'
  | 'notFound'
  | 'wrongOrigin'
  | 'tooLarge'
  | 'tooManyRequests'
  | 'tooSlow'
  | 'unsupportedMediaType'
  | 'databaseUnavailable'
  | 'databaseBusy'
  | 'videoUnavailable'
  | 'videoComing'
  | 'unexpected'

/** Every code that the client must have words for, in every language. */
export type ErrorCode =
  | CommonErrorCode
  | IdentityErrorCode
  | PanelErrorCode
  | RosterErrorCode
  | AppointmentErrorCode
  | WaitingRoomErrorCode
  | MatchingErrorCode
  | ConsultationErrorCode
  | NoteErrorCode

/** Words for a field of a request that was refused: JSON pointer → code of what is wrong with it. */
export type FieldProblems = Readonly<Record<string, string>>

/** What goes over the wire, for HTTP answers and for refused subscriptions alike. */
export interface ErrorBody {
  readonly error: {
    readonly code: ErrorCode
    readonly message: string
    readonly requestId?: string
    readonly fields?: FieldProblems
    readonly details?: Readonly<Record<string, string | number>>
  }
}
