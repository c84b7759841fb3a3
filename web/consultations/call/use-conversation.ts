import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'
import type { Message, MessagePage, NewMessage } from '../../../signaling/consultations/contract.ts'
import { asApiError } from '../../api/client.ts'
import type { FailureCode } from '../../api/client.ts'
import { newKey } from '../../api/use-command.ts'
import { personalKey, readJson, tab } from '../../storage/storage.ts'
import { useKept } from '../../storage/use-kept.ts'
import { heldFor, hold, isHeld, letGo } from './held-messages.ts'
import { isShown, type Outgoing } from './outgoing.ts'
import { type Messages, useMessages } from './use-messages.ts'

/** Where a conversation is written to and its earlier parts are read from: an account's or a guest's. */
export interface ConversationWays {
  readonly post: (message: NewMessage) => Promise<Message>
  readonly readBefore: (messageId: string) => Promise<MessagePage>
}

export interface Conversation extends Messages {
  /** What is being written; empty where nothing is. */
  readonly writing: string
  readonly write: (text: string) => void
  /** Whether it has begun, which it does with the patient's answer: what is sent before goes then. */
  readonly begun: boolean
  readonly outgoing: readonly Outgoing[]
  readonly send: (body: string) => void
  readonly retry: (key: string) => void
  readonly discard: (key: string) => void
}

function isNoAnswer(code: FailureCode | undefined): boolean {
  return code === 'offline' || code === 'slow'
}

interface ConversationOptions {
  readonly consultationId: string
  readonly ownParticipantId: string | null
  readonly begun: boolean
  /** For the doctor, who may write before it has begun: the place that is called. */
  readonly ticketId?: string | undefined
  readonly ways: ConversationWays
}

/**
 * The conversation of a visit, what is being written, and what is still on its way into it: kept over a reload until it
 * has arrived, each under one key, so that it arrives once. What a doctor writes before it has begun is kept for the place's next
 * call.
 */
export function useConversation(options: ConversationOptions): Conversation {
  const { consultationId, ownParticipantId, begun, ticketId } = options
  const { post, readBefore } = options.ways
  const conversation = useMessages(consultationId, readBefore)
  const storageKey = personalKey(`chat.${consultationId}`)
  const [writing, keepWriting] = useKept<string>(personalKey(`chat.writing.${ticketId ?? consultationId}`))
  const [outgoing, setOutgoing] = useState<Outgoing[]>(() => [
    ...readJson<Outgoing[]>(tab, storageKey, []),
    ...(ticketId === undefined ? [] : heldFor(ticketId)),
  ])
  const latest = useRef(post)
  latest.current = post
  useEffect(() => {
    // Until then it is the place's, whichever of its calls is answered.
    if (!begun && ticketId !== undefined) return
    if (outgoing.length === 0) tab.remove(storageKey)
    else tab.write(storageKey, JSON.stringify(outgoing))
    if (ticketId !== undefined) for (const { key } of outgoing) letGo(ticketId, key)
  }, [begun, outgoing, storageKey, ticketId])

  useEffect(() => {
    if (begun || ticketId === undefined) return undefined
    const isWanted = ({ key }: Outgoing): boolean => isHeld(ticketId, key)
    // What the doctor throws away in one window is sent by none.
    const look = (): void => setOutgoing((former) => (former.every(isWanted) ? former : former.filter(isWanted)))
    window.addEventListener('storage', look)
    return () => window.removeEventListener('storage', look)
  }, [begun, ticketId])

  const change = useCallback((key: string, changed: Partial<Outgoing>): void => {
    setOutgoing((former) => former.map((one) => (one.key === key ? { ...one, ...changed } : one)))
  }, [])
  // One after the other: they are read in the order in which they were written.
  const queue = useRef(Promise.resolve())
  /** How often there was no answer: what stood behind the one that failed need not wait for the same. */
  const unanswered = useRef(0)
  const deliver = useCallback(
    (key: string, body: string): void => {
      const before = unanswered.current
      const inTurn = async (): Promise<void> => {
        if (unanswered.current !== before) return change(key, { failed: 'offline' })
        try {
          const { id } = await latest.current({ idempotencyKey: key, body })
          change(key, { sentAs: id, failed: undefined })
        } catch (reason) {
          const { code } = asApiError(reason)
          if (isNoAnswer(code)) unanswered.current += 1
          change(key, { failed: code })
        }
      }
      queue.current = queue.current.then(inTurn)
    },
    [change],
  )
  const sendWaiting = useEffectEvent((isWaiting: (one: Outgoing) => boolean) => {
    for (const one of outgoing.filter((each) => each.sentAs === undefined && isWaiting(each))) {
      change(one.key, { failed: undefined })
      deliver(one.key, one.body)
    }
  })
  useEffect(() => {
    if (!begun) return
    // What was on its way when the page went may have arrived or not: under its key it arrives once.
    sendWaiting(({ failed }) => failed === undefined || failed === 'consultationNotStarted')
    const again = (): void => sendWaiting(({ failed }) => isNoAnswer(failed))
    window.addEventListener('online', again)
    return () => window.removeEventListener('online', again)
  }, [begun])
  const send = useCallback(
    (body: string): void => {
      const key = newKey()
      setOutgoing((former) => [...former, { key, body, failed: undefined, sentAs: undefined }])
      if (begun) deliver(key, body)
      else if (ticketId !== undefined) hold(ticketId, key, body)
    },
    [begun, deliver, ticketId],
  )
  const retry = useCallback(
    (key: string): void => {
      const one = outgoing.find((candidate) => candidate.key === key)
      if (one === undefined) return
      change(key, { failed: undefined })
      if (begun) deliver(key, one.body)
    },
    [begun, outgoing, change, deliver],
  )
  const discard = useCallback(
    (key: string): void => {
      setOutgoing((former) => former.filter((one) => one.key !== key))
      if (ticketId !== undefined) letGo(ticketId, key)
    },
    [ticketId],
  )

  const arrived = outgoing.filter((one) => isShown(one, conversation.messages ?? [], ownParticipantId))
  useEffect(() => {
    if (arrived.length === 0) return
    setOutgoing((former) => former.filter((one) => !arrived.some(({ key }) => key === one.key)))
  }, [arrived])
  return {
    ...conversation,
    writing: writing ?? '',
    write: (text) => keepWriting(text === '' ? undefined : text),
    begun,
    outgoing: outgoing.filter((one) => !arrived.includes(one)),
    send,
    retry,
    discard,
  }
}
