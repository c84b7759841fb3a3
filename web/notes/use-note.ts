import { useEffect, useState, useSyncExternalStore } from 'react'
import { request } from '../api/client.ts'
import { beforeLeaving } from '../identity/leaving.ts'
import { useLive } from '../live/use-live.ts'
import { noteDrafts } from './draft.ts'
import { NoteKeeper } from './note-keeper.ts'
import type { NoteState } from './note-state.ts'

/**
 * The note of a visit as it is typed here; `refused` is the code with which the server keeps it to itself.
 * @param ticketId while the visit is open
 * @param begun the patient has answered
 */
export function useNote(
  consultationId: string,
  ticketId: string | undefined,
  begun: boolean,
): { state: NoteState; keeper: NoteKeeper; refused: string | undefined } {
  const [keeper] = useState(
    () =>
      new NoteKeeper({
        draft: noteDrafts(consultationId, ticketId),
        read: () => request('GET /api/consultations/:id/note', { params: { id: consultationId } }),
        save: (version, text) =>
          request('PUT /api/consultations/:id/note', { params: { id: consultationId }, body: { version, text } }),
      }),
  )
  useEffect(() => keeper.hold(begun ? undefined : ticketId), [keeper, begun, ticketId])
  const { value, refused } = useLive(`note:${consultationId}`)
  useEffect(() => {
    keeper.start()
    const stay = beforeLeaving(() => keeper.flush())
    return () => {
      stay()
      keeper.stop()
    }
  }, [keeper])
  useEffect(() => {
    if (value !== undefined) keeper.serverHas(value)
  }, [keeper, value])
  return { state: useSyncExternalStore(keeper.watch, keeper.read), keeper, refused }
}
