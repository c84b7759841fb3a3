import type { appointmentsApi } from './appointments/contract.ts'
import type { boardApi } from './board/contract.ts'
import type { consultationsApi } from './consultations/contract.ts'
import type { guestApi } from './consultations/guest-contract.ts'
import type { AnswerOf, BodyOf, ParamsOf, QueryOf } from './declaring.ts'
import type { identityApi } from './identity/contract.ts'
import type { matchingApi } from './matching/contract.ts'
import type { notesApi } from './notes/contract.ts'
import type { panelApi } from './panel/contract.ts'
import type { rosterApi } from './roster/contract.ts'
import type { waitingRoomApi } from './waiting-room/contract.ts'

/**
 * Every route that a browser may ask. The rooms declare theirs in their contracts; the client takes names and types from here:
 * types alone, so that no shape is loaded there.
 */
type Api = typeof identityApi &
  typeof panelApi &
  typeof rosterApi &
  typeof appointmentsApi &
  typeof waitingRoomApi &
  typeof consultationsApi &
  typeof guestApi &
  typeof notesApi &
  typeof matchingApi &
  typeof boardApi

export type ApiRoute = keyof Api

/** What a route answers; undefined where it has nothing to say. */
export type Answered<Name extends ApiRoute> = AnswerOf<Api[Name]>

type Ids<Given> = keyof Given extends never ? unknown : { readonly params: Given }
type Query<Given> = [Given] extends [undefined]
  ? unknown
  : {} extends Given
    ? { readonly query?: Given }
    : { readonly query: Given }
type Body<Given> = [Given] extends [undefined] ? unknown : { readonly body: Given }

/** What a route takes: the ids of its path, its query, its body. */
export type Asked<Name extends ApiRoute> = Ids<ParamsOf<Name>> & Query<QueryOf<Api[Name]>> & Body<BodyOf<Api[Name]>>
