import { expect, test } from 'vitest'
import type { ApiRoute } from '../../signaling/api.ts'
import { appointmentsApi } from '../../signaling/appointments/contract.ts'
import { boardApi } from '../../signaling/board/contract.ts'
import { consultationsApi } from '../../signaling/consultations/contract.ts'
import { guestApi } from '../../signaling/consultations/guest-contract.ts'
import { declareRoutes, Done } from '../../signaling/declaring.ts'
import { identityApi } from '../../signaling/identity/contract.ts'
import { matchingApi } from '../../signaling/matching/contract.ts'
import { notesApi } from '../../signaling/notes/contract.ts'
import { panelApi } from '../../signaling/panel/contract.ts'
import { rosterApi } from '../../signaling/roster/contract.ts'
import { waitingRoomApi } from '../../signaling/waiting-room/contract.ts'
import { startHospital } from '../support/hospital.ts'

const api = {
  ...identityApi,
  ...panelApi,
  ...rosterApi,
  ...appointmentsApi,
  ...waitingRoomApi,
  ...consultationsApi,
  ...guestApi,
  ...notesApi,
  ...matchingApi,
  ...boardApi,
} satisfies Record<ApiRoute, unknown>

/** No page asks these by name: the sockets, the description itself, and what the carrier sends. */
const undeclared = /^\/api\/(live|guest\/live|openapi\.json|video\/webhook)$/

test('what a page may ask is what the rooms declare, and what the server answers', async () => {
  await using site = await startHospital({ http: true })
  // The type fails where a room's routes are missing in `signaling/api.ts`.
  const declared: ApiRoute[] = Object.keys(api) as (keyof typeof api)[]
  const answered = site.app.registeredRoutes
    .filter(({ method, url }) => method !== 'HEAD' && url.startsWith('/api/') && !undeclared.test(url))
    .map(({ method, url }) => `${method} ${url}`)
  expect(answered.toSorted()).toEqual(declared.toSorted())
})

test('a route answers with one status, and another beside it is refused by its type', () => {
  declareRoutes({ 'POST /api/one': { summary: 'one', answer: { 204: Done } } })
  // @ts-expect-error: which of the two would be sent?
  declareRoutes({ 'POST /api/two': { summary: 'two', answer: { 200: Done, 204: Done } } })
  // @ts-expect-error: nothing would be sent.
  declareRoutes({ 'POST /api/none': { summary: 'none', answer: {} } })
})
