import { useState } from 'react'
import type { Message, MessagePage, NewMessages } from '../../../signaling/consultations/contract.ts'
import { type Command, useCommand } from '../../api/use-command.ts'
import { useLive } from '../../live/use-live.ts'

export interface Messages {
  /** Oldest first; undefined before the first look. */
  readonly messages: readonly Message[] | undefined
  readonly hasEarlier: boolean
  /** Puts what was written before in front. */
  readonly readEarlier: Command<[], void>
}

function append(former: MessagePage, { messages }: NewMessages): MessagePage {
  return { ...former, messages: [...former.messages, ...messages] }
}

/** The conversation of a visit: its last messages, each new one as it comes, and earlier ones when they are asked for. */
export function useMessages(consultationId: string, read: (before: string) => Promise<MessagePage>): Messages {
  const { value } = useLive(`conversation:${consultationId}`, { reduce: append })
  const first = value?.messages[0]?.id
  const [earlier, setEarlier] = useState<MessagePage & { readonly until: string }>()
  // After a reconnect the last messages may begin elsewhere: what was read before them may no longer join on.
  const joined = earlier?.until === first ? earlier : undefined
  const readEarlier = useCommand(async () => {
    const before = joined?.messages[0]?.id ?? first
    if (first === undefined || before === undefined) return
    const page = await read(before)
    setEarlier({ until: first, messages: [...page.messages, ...(joined?.messages ?? [])], hasEarlier: page.hasEarlier })
  })
  return {
    messages: value && [...(joined?.messages ?? []), ...value.messages],
    hasEarlier: (joined ?? value)?.hasEarlier ?? false,
    readEarlier,
  }
}
