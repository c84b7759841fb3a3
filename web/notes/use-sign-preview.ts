import { useEffect, useState } from 'react'
import type { NotePreview } from '../../signaling/notes/contract.ts'
import { asApiError, request } from '../api/client.ts'
import type { ApiError } from '../api/client.ts'
import type { NoteKeeper } from './note-keeper.ts'

interface Preview {
  /** Of the version that is to be signed. */
  readonly value: NotePreview | undefined
  readonly error: ApiError | undefined
}

const none: Preview = { value: undefined, error: undefined }

/** The patient's page as the server would sign it, asked for once what is typed has been saved, while `wanted`. */
export function useSignPreview(consultationId: string, keeper: NoteKeeper, wanted: boolean): Preview {
  const [preview, setPreview] = useState(none)
  useEffect(() => {
    if (!wanted) return undefined
    const abort = new AbortController()
    const load = async (): Promise<void> => {
      const version = await keeper.flush()
      if (version === undefined || abort.signal.aborted) return
      const value = await request(
        'GET /api/consultations/:id/note/preview',
        { params: { id: consultationId } },
        abort.signal,
      )
      if (!abort.signal.aborted) setPreview({ value, error: undefined })
    }
    load().catch((reason: unknown) => {
      if (!abort.signal.aborted) setPreview({ value: undefined, error: asApiError(reason) })
    })
    return () => {
      abort.abort()
      setPreview(none)
    }
  }, [consultationId, keeper, wanted])
  return preview
}
