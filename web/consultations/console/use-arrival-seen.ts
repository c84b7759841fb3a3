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
  const isGone = useRef(false)
  useEffect(() => {
    // Before it comes: no ring begins with the patient's first words. And again, where another window has left.
    if (waitsInRoom && !marked && !isGone.current) markSeen(answerId(id))
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
    const stopping = new AbortController()
    const { signal } = stopping
    const go = (): void => {
      isGone.current = true
      forget()
    }
    const comeBack = (): void => {
      isGone.current = false
      markSeen(answerId(id))
    }
    window.addEventListener('pagehide', go, { signal })
    window.addEventListener('pageshow', comeBack, { signal })
    return () => {
      stopping.abort()
      forget()
    }
  }, [waitsInRoom, id])
}
