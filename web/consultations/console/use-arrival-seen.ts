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
  const waitsInRoom = useSeen().has(callId(id)) && inRoom
  const hasAnswered = useRef(answered)
  useEffect(() => {
    hasAnswered.current = answered
  }, [answered])
  useEffect(() => {
    if (!waitsInRoom) return undefined
    // Before it comes: no ring begins with the patient's first words.
    markSeen(answerId(id))
    return () => {
      if (!hasAnswered.current) forgetSeen(answerId(id))
    }
  }, [waitsInRoom, id])
}
