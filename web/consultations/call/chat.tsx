import { useEffect, useRef } from 'react'
import type { RefObject, SyntheticEvent } from 'react'
import type { Participant } from '../../../signaling/consultations/contract.ts'
import { longestText } from '../../../signaling/text-limits.ts'
import { Failure } from '../../api/failure.tsx'
import { useCities } from '../../language/cities.ts'
import { browserZone, timeOfDay } from '../../language/clock.ts'
import { useLanguage, useWords } from '../../language/language.ts'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { onEnter } from '../../ui/enter.ts'
import { TextArea } from '../../ui/field.tsx'
import { Row } from '../../ui/page.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { useSeatName } from '../seat-name.ts'
import { consultationWords } from '../words.ts'
import styles from './chat.module.css'
import type { Conversation } from './use-conversation.ts'

interface ChatProps {
  conversation: Conversation
  participants: readonly Participant[]
  ownParticipantId: string | null
  /** The reader's zone, for the times; the browser's own for somebody without an account. */
  timeZone?: string | undefined
  /** Nothing more can be written: the visit is over. */
  closed?: boolean
}

/** What is written during a visit; it stays with the visit. */
export function Chat(props: ChatProps) {
  const { conversation, participants, ownParticipantId, timeZone = browserZone(), closed = false } = props
  const t = useWords(consultationWords)
  const language = useLanguage()
  const cityOf = useCities()
  const nameOf = useSeatName()
  const { messages = [], outgoing, hasEarlier, readEarlier } = conversation
  const log = useRef<HTMLDivElement>(null)
  const end = useRef<HTMLDivElement>(null)
  const count = messages.length + outgoing.length
  const last = messages.at(-1)?.id
  const unsent = outgoing.filter(({ failed }) => failed !== undefined).length
  useEffect(() => {
    // In newer browsers it returns a promise, which is no clean-up.
    void end.current?.scrollIntoView({ block: 'nearest' })
    // One that has not arrived grows by why, and by the way to send it again.
  }, [last, outgoing.length, unsent])
  useStayAtEnd(log, last, count)
  return (
    <section className={styles.chat} aria-label={t('chat.title')}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled by keyboard as well */}
      <div ref={log} className={styles.messages} role="log" aria-label={t('chat.messages')} tabIndex={0}>
        {hasEarlier && (
          <>
            <Button kind="quiet" small busy={readEarlier.busy} onClick={() => void readEarlier.run()}>
              {t('chat.earlier')}
            </Button>
            <Failure error={readEarlier.error} />
          </>
        )}
        {conversation.messages !== undefined && count === 0 && <p className={styles.empty}>{t('chat.empty')}</p>}
        {messages.map(({ id, participantId, senderName, senderKind, body, sentAt }) => {
          const own = participantId === ownParticipantId
          // Who has gone since is known by the message alone.
          const sender = participants.find((seat) => seat.id === participantId)
          const name = own ? t('call.you') : nameOf(sender ?? { name: senderName })
          return (
            <div key={id} className={classes(styles.message, own && styles.own)}>
              <p className={styles.from}>
                <strong>{name}</strong> {!own && t(`kind.${senderKind}`)}{' '}
                <time dateTime={sentAt}>{`${timeOfDay(sentAt, timeZone, language)} ${cityOf(timeZone)}`}</time>
              </p>
              <p className={styles.body}>{body}</p>
            </div>
          )
        })}
        {outgoing.map(({ key, body, failed }) => (
          <div key={key} className={classes(styles.message, styles.own)}>
            <p className={styles.from}>
              {t(failed !== undefined ? 'chat.notSent' : conversation.begun ? 'chat.sending' : 'chat.early')}
            </p>
            <p className={styles.body}>{body}</p>
            {failed !== undefined && (
              <>
                <Failure error={failed} />
                <Row>
                  <Button kind="quiet" small onClick={() => conversation.retry(key)}>
                    {t('chat.retry')}
                  </Button>
                  <Button kind="plain" small onClick={() => conversation.discard(key)}>
                    {t('chat.discard')}
                  </Button>
                </Row>
              </>
            )}
            {failed === undefined && !conversation.begun && (
              <Row>
                <Button kind="plain" small onClick={() => conversation.discard(key)}>
                  {t('chat.discard')}
                </Button>
              </Row>
            )}
          </div>
        ))}
        <div ref={end} />
      </div>
      {!closed && <Writing conversation={conversation} />}
    </section>
  )
}

/** From its end by less than this, CSS pixels, the last message is being read. */
const nearEnd = 16

/** Whoever reads the last message has it before them also when the phone is turned, or letters and language change. */
function useStayAtEnd(log: RefObject<HTMLElement | null>, last: string | undefined, count: number): void {
  useEffect(() => {
    const element = log.current
    if (element === null) return undefined
    let atEnd = true
    let measured = ''
    const measure = (): string => `${String(element.scrollHeight)} ${String(element.clientHeight)}`
    const look = (): void => {
      // A scroll that a new size has caused is no reader's.
      if (measure() === measured) atEnd = element.scrollHeight - element.clientHeight - element.scrollTop < nearEnd
    }
    const stay = (): void => {
      measured = measure()
      if (atEnd) element.scrollTop = element.scrollHeight
    }
    measured = measure()
    look()
    element.addEventListener('scroll', look)
    const observer = new ResizeObserver(stay)
    for (const sized of [element, ...element.children]) observer.observe(sized)
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [log, last, count])
}

function Writing({ conversation }: { conversation: Conversation }) {
  const t = useWords(consultationWords)
  const { writing, write } = conversation
  const send = (event: SyntheticEvent): void => {
    event.preventDefault()
    const body = writing.trim()
    if (body === '') return
    conversation.send(body)
    write('')
  }
  return (
    <form className={styles.writing} onSubmit={send}>
      <TextArea
        label={<VisuallyHidden>{t('chat.write')}</VisuallyHidden>}
        placeholder={t('chat.write')}
        className={styles.text}
        rows={1}
        maxLength={longestText}
        value={writing}
        onKeyDown={onEnter('sending', send)}
        onChange={(event) => write(event.target.value)}
      />
      <Button type="submit">{t('chat.send')}</Button>
    </form>
  )
}
