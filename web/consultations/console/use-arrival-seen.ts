import { useEffect, useRef } from 'react'
import type { Consultation } from '../../../signaling/consultations/contract.ts'
import { forgetSeen, markSeen, useSeen, useShownHere } from '../../ringing/seen.ts'
import { answerId, callId } from './ring-reasons.ts'

/**
 * The call, and then the patient's answer, are before the doctor's eyes. Whoever has seen the call and waits in the room hears the
 * patient come: the answer rings for those only who are out of the room, or have not noticed the call.
 */
export function useArrivalSeen({ id, startedAt }: Consultation, inRoom: boolean): void {
  const answered = startedAt !== null
  useShownHere(answered ? answerId(id) : callId(id))
  const seen = useSeen()
  const waitsInRoom = seen.has(callId(id)) && inRoom
  const marked = seen.has(answerId(id))
  useEffect(() => {
    // Before it comes: no ring begins with the patient's first words. And again, where another window has left.
    if (waitsInRoom && !marked) markSeen(answerId(id))
  }, [waitsInRoom, marked, id])
  const hasAnswered = useRef(answered)
  useEffect(() => {
    hasAnswered.current = answered
  }, [answered])
  useEffect(() => {
    if (!waitsInRoom) return undefined
    const forget = (): void => {
      if (!hasAnswered.current) forgetSeen(answerId(id))
    }
    window.addEventListener('pagehide', forget)
    return () => {
      window.removeEventListener('pagehide', forget)
      forget()
    }
  }, [waitsInRoom, id])
}
