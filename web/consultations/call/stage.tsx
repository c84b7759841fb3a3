import { useRef } from 'react'
import type { CSSProperties, ReactNode } from 'react'
import type { Participant } from '../../../signaling/consultations/contract.ts'
import { useWords } from '../../language/language.ts'
import { MicrophoneIcon } from '../../ui/call-icons.tsx'
import type { Other } from '../carrier/carrier.ts'
import { useSeatName } from '../seat-name.ts'
import { consultationWords } from '../words.ts'
import type { CallState } from './call-keeper.ts'
import { columnsFor, firstSpans } from './layout.ts'
import { stateOfDevice } from './own-device.ts'
import { OwnPicture } from './own-picture.tsx'
import styles from './stage.module.css'
import { useSize } from './use-size.ts'
import { Video } from './video.tsx'

interface StageProps {
  call: CallState
  participants: readonly Participant[]
  /** In place of the others, while none of them is there. */
  alone: ReactNode
  /** How good the connection is, in words. */
  quality: ReactNode
  /** Over the pictures in the corner; on a phone below them. */
  tools: ReactNode
}

/** The two that a visit is between stand before those who help them. */
const order: readonly Participant['kind'][] = ['doctor', 'patient', 'expert', 'interpreter', 'relative']

function inOrder(
  others: readonly Other[],
  participants: readonly Participant[],
): { other: Other; who: Participant | undefined }[] {
  return others
    .map((other) => ({ other, who: participants.find(({ id }) => id === other.id) }))
    .toSorted((one, next) => rank(one.who) - rank(next.who))
}

function rank(who: Participant | undefined): number {
  return who === undefined ? order.length : order.indexOf(who.kind)
}

/** The others, large, and oneself, small. */
export function Stage({ call, participants, alone, quality, tools }: StageProps) {
  const { line } = call
  const shown = inOrder(line.others, participants)
  const stage = useRef<HTMLDivElement>(null)
  const size = useSize(stage)
  const columns = size === undefined ? 1 : columnsFor(shown.length, size)
  return (
    <div className={styles.stage}>
      <div
        ref={stage}
        className={styles.pictures}
        style={{ '--rows': Math.ceil(shown.length / columns) } as CSSProperties}
      >
        {shown.length === 0 ? (
          <div className={styles.alone}>{alone}</div>
        ) : (
          <ul className={styles.others} style={{ gridTemplateColumns: `repeat(${String(columns)}, minmax(0, 1fr))` }}>
            {shown.map(({ other, who }, index) => (
              <Person
                key={other.id}
                other={other}
                who={who}
                spans={index === 0 ? firstSpans(shown.length, columns) : 1}
                voiceFirst={call.wants.voiceFirst}
              />
            ))}
          </ul>
        )}
        <OwnPicture picture={line.ownPicture} camera={stateOfDevice(call, 'camera')} mirrored={!line.facesAway} />
      </div>
      <div className={styles.bar}>
        <div className={styles.quality}>{quality}</div>
        {tools}
      </div>
    </div>
  )
}

interface PersonProps {
  other: Other
  who: Participant | undefined
  /** How many columns the picture takes. */
  spans: number
  voiceFirst: boolean
}

function Person({ other, who, spans, voiceFirst }: PersonProps) {
  const t = useWords(consultationWords)
  const nameOf = useSeatName()
  const name = who === undefined ? t('kind.guest') : nameOf(who)
  const kind = who === undefined ? undefined : t(`kind.${who.kind}`)
  return (
    <li className={styles.person} style={{ gridColumn: `span ${String(spans)}` }} data-speaking={other.speaking}>
      {other.picture === undefined ? (
        <p className={styles.noPicture}>
          {t(voiceFirst ? 'call.voiceFirstNow' : other.sendsPicture ? 'call.pictureComing' : 'call.theirCameraOff')}
        </p>
      ) : (
        <Video picture={other.picture} label={name} />
      )}
      <div className={styles.captions}>
        {other.pictureHeld && <p className={styles.held}>{t('quality.held')}</p>}
        <p className={styles.name}>
          <strong>{name}</strong>
          {kind !== undefined && <span>{kind}</span>}
          {!other.sendsVoice && (
            <span className={styles.mute}>
              <MicrophoneIcon off />
              <span className={styles.words}>{t('call.theirMicrophoneOff')}</span>
            </span>
          )}
        </p>
      </div>
    </li>
  )
}
