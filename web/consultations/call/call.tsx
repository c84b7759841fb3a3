import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { Entry, Participant } from '../../../signaling/consultations/contract.ts'
import type { FailureCode } from '../../api/client.ts'
import { useWords } from '../../language/language.ts'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Notice } from '../../ui/notice.tsx'
import { Row } from '../../ui/page.tsx'
import { useShortcuts } from '../../ui/use-shortcuts.ts'
import { useWakeLock } from '../../ui/wake-lock.ts'
import { consultationWords } from '../words.ts'
import { CallNotices, QualityLine } from './call-notices.tsx'
import styles from './call.module.css'
import { Chat } from './chat.tsx'
import { Controls } from './controls.tsx'
import { DeviceTools } from './device-tools.tsx'
import { placeChat } from './layout.ts'
import { pressed } from './own-device.ts'
import { Stage } from './stage.tsx'
import { useCall } from './use-call.ts'
import { type Conversation, type ConversationWays, useConversation } from './use-conversation.ts'
import { useSize } from './use-size.ts'

interface CallProps {
  consultationId: string
  roomEpoch: number
  participants: readonly Participant[]
  ownParticipantId: string | null
  enter: () => Promise<Entry>
  ways: ConversationWays
  /** Whether the patient has answered; true unless told. */
  begun?: boolean
  /** For the doctor: whose place is called. */
  ticketId?: string
  /** On the stage while one is alone in the room; while it rings also for who has left it. */
  alone: ReactNode
  /** Told whether one is in the room or on the way there, from whatever window, with each change. */
  onRoom?: (inRoom: boolean) => void
  /** There is no way in (any more): the visit is over, the seat is gone. */
  onClosed?: (code: FailureCode) => void
  /** Above the stage: with whom, since when. */
  heading?: ReactNode
  /** Between the heading and the stage: who is missing. */
  missing?: ReactNode
  /** Below that: what there is to be read beside the call. */
  news?: ReactNode
  /** For who has left the room of a visit under way: what becomes of it meanwhile. */
  missed?: string
  /** Beside the way back, after leaving the call: how to leave the visit for good. */
  farewell?: ReactNode
  /** Beside the controls: what only some may do. */
  actions?: ReactNode
  timeZone?: string | undefined
  /** M, C, V and T switch microphone, camera, voice first and conversation. */
  shortcuts?: boolean
}

/** A visit's video, its controls and its conversation; whoever shows it is let in and stays in. */
export function Call(props: CallProps) {
  const t = useWords(consultationWords)
  const { consultationId, roomEpoch, participants, ownParticipantId, enter, ticketId, ways, onClosed } = props
  const { begun = true, shortcuts = false } = props
  const { call, keeper } = useCall({ consultationId, roomEpoch, enter })
  const conversation = useConversation({ consultationId, ownParticipantId, begun, ticketId, ways })
  // What goes with the answer, written in a call before, is before its writer's eyes.
  const [chatOpen, setChatOpen] = useState(() => !begun && conversation.outgoing.length > 0)
  const unread = useUnread(conversation, chatOpen, ownParticipantId)

  const { wants, phase } = call
  const inRoom = phase !== 'left' && phase !== 'closed'
  useWakeLock(inRoom)
  const moved = useEffectEvent((isIn: boolean) => props.onRoom?.(isIn))
  useEffect(() => moved(inRoom), [inRoom])
  const body = useRef<HTMLDivElement>(null)
  const chatPlace = placeChat(useSize(body), call.line.others.length)
  const closed = useEffectEvent((code: FailureCode) => onClosed?.(code))
  useEffect(() => {
    if (phase === 'closed' && call.code !== undefined) closed(call.code)
  }, [phase, call.code])
  useShortcuts(
    shortcuts
      ? {
          m: () => keeper.want(pressed(call, 'microphone')),
          c: () => keeper.want(pressed(call, 'camera')),
          v: () => keeper.want({ voiceFirst: !wants.voiceFirst }),
          t: () => setChatOpen((open) => !open),
        }
      : {},
  )

  return (
    <div className={classes(styles.call, Boolean(props.missing) && styles.grows)}>
      <div className={styles.head}>{props.heading}</div>
      <div ref={body} className={classes(styles.body, chatOpen && chatPlace.at === 'beside' && styles.chatBeside)}>
        <div className={styles.picture}>
          {props.missing}
          {props.news}
          <CallNotices consultationId={consultationId} call={call} keeper={keeper} />
          {phase === 'left' || phase === 'elsewhere' || phase === 'closed' ? (
            <Outside
              call={call}
              rings={begun ? undefined : props.alone}
              missed={props.missed ?? t('out.leftText')}
              farewell={props.farewell}
              onBack={() => keeper.comeBack()}
            />
          ) : (
            <Stage
              call={call}
              participants={participants}
              quality={<QualityLine call={call} />}
              tools={
                phase === 'inside' && <DeviceTools call={call} keeper={keeper} shortcuts={props.shortcuts ?? false} />
              }
              alone={phase === 'inside' ? props.alone : <p role="status">{t('call.entering')}</p>}
            />
          )}
        </div>
        {chatOpen && (
          <div className={styles.chat} style={{ flexBasis: `${String(chatPlace.pixels)}px` }}>
            <Chat
              conversation={conversation}
              participants={participants}
              ownParticipantId={ownParticipantId}
              timeZone={props.timeZone}
            />
          </div>
        )}
      </div>
      <div className={classes(styles.foot, chatOpen && styles.footBesideChat)}>
        {phase !== 'left' && phase !== 'elsewhere' && (
          <Controls
            call={call}
            keeper={keeper}
            onLeave={() => keeper.leave()}
            unread={unread}
            unsent={!chatOpen && conversation.outgoing.some(({ failed }) => failed !== undefined)}
            chatOpen={chatOpen}
            onChat={() => setChatOpen(!chatOpen)}
          />
        )}
        {props.actions}
      </div>
    </div>
  )
}

/** How many messages of others have come since the conversation was last open; those that are there at first count as seen. */
function useUnread({ messages }: Conversation, open: boolean, ownParticipantId: string | null): number {
  const [seen, setSeen] = useState<string>()
  const last = messages?.at(-1)?.id ?? 'none'
  const known = messages !== undefined
  useEffect(() => {
    if (known) setSeen((former) => (open || former === undefined ? last : former))
  }, [known, open, last])
  if (messages === undefined || seen === undefined) return 0
  const from = messages.findIndex(({ id }) => id === seen) + 1
  return messages.slice(from).filter(({ participantId }) => participantId !== ownParticipantId).length
}

interface OutsideProps {
  call: ReturnType<typeof useCall>['call']
  /** Until the patient has answered: whom it rings for, and for how long yet. */
  rings: ReactNode
  missed: string
  farewell: ReactNode
  onBack: () => void
}

/** Not in the room, and the way back where there is one. */
function Outside({ call, rings, missed, farewell, onBack }: OutsideProps) {
  const t = useWords(consultationWords)
  if (call.phase === 'closed') {
    return (
      <div className={styles.outside}>
        <Notice role="status" title={t('out.closedTitle')}>
          <p>{t('out.closedText')}</p>
        </Notice>
      </div>
    )
  }
  const elsewhere = call.phase === 'elsewhere'
  return (
    <div className={styles.outside}>
      {rings}
      <Notice role="status" title={t(elsewhere ? 'out.elsewhereTitle' : 'out.leftTitle')}>
        <p>{elsewhere ? t('out.elsewhereText') : rings === undefined ? missed : t('out.leftRingingText')}</p>
        <Row>
          <Button onClick={onBack}>{t(elsewhere ? 'out.takeBack' : 'out.comeBack')}</Button>
          {!elsewhere && farewell}
        </Row>
      </Notice>
    </div>
  )
}
