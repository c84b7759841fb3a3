import type { ReactNode } from 'react'
import { useWords } from '../../language/language.ts'
import { classes } from '../../ui/classes.ts'
import { CameraIcon, ChatIcon, LeaveIcon, MicrophoneIcon, VoiceIcon } from '../../ui/call-icons.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import type { DeviceState } from '../carrier/carrier.ts'
import { consultationWords } from '../words.ts'
import type { CallKeeper, CallState } from './call-keeper.ts'
import styles from './controls.module.css'
import { hasTrouble, pressed, stateOfDevice } from './own-device.ts'

interface ControlProps {
  label: string
  icon: ReactNode
  /** A switch: whether a press would turn it off. Left out for what is no switch. */
  on?: boolean
  /** Said under the label. */
  state?: string | undefined
  /** How many have come, in words: seen as a number on the icon, which moves no other control when it comes. */
  news?: { readonly count: number; readonly words: string } | undefined
  /** Wanted, and not there yet. */
  starting?: boolean
  /** Wanted, and cannot be had, or has not arrived. A mark says so too where there is no room for the state. */
  troubled?: boolean
  onPress: () => void
}

function Control({ label, icon, on, state, news, starting = false, troubled = false, onPress }: ControlProps) {
  return (
    <button
      type="button"
      className={classes(
        styles.control,
        on === false && styles.off,
        starting && styles.starting,
        troubled && styles.troubled,
      )}
      aria-pressed={on}
      onClick={onPress}
    >
      {icon}
      <span className={styles.words}>
        <span className={styles.label}>
          {label}
          {troubled && <span aria-hidden="true"> !</span>}
        </span>
        {state !== undefined && <span className={styles.state}>{state}</span>}
      </span>
      {news !== undefined && (
        <span className={styles.count}>
          <span aria-hidden="true">{news.count}</span>
          <VisuallyHidden>{news.words}</VisuallyHidden>
        </span>
      )}
    </button>
  )
}

/** It was on, and is not: a press brings it back. */
function hasDied(state: DeviceState): boolean {
  return state === 'stopped' || state === 'silenced'
}

interface ControlsProps {
  call: CallState
  keeper: CallKeeper
  onLeave: () => void
  /** Messages that have come while the conversation was closed. */
  unread: number
  /** Whether an own message has not arrived, and it can't be seen in the conversation. */
  unsent: boolean
  chatOpen: boolean
  onChat: () => void
}

/**
 * Microphone, camera, voice first, conversation, leave. Where large text leaves their words no room, a finger that rests on
 * one shows its name, and so does the keyboard's focus.
 */
export function Controls({ call, keeper, onLeave, unread, unsent, chatOpen, onChat }: ControlsProps) {
  const t = useWords(consultationWords)
  const { wants } = call
  const device = (name: 'microphone' | 'camera'): Omit<ControlProps, 'icon'> => {
    const state = stateOfDevice(call, name)
    return {
      label: t(`control.${name}`),
      on: state === 'on' || state === 'starting',
      starting: state === 'starting',
      troubled: hasTrouble(state),
      state: t(`control.${hasDied(state) ? 'off' : hasTrouble(state) ? 'none' : state}`),
      onPress: () => keeper.want(pressed(call, name)),
    }
  }
  const isOff = (name: 'microphone' | 'camera') => !['on', 'starting'].includes(stateOfDevice(call, name))
  return (
    <div className={classes(styles.controls, chatOpen && styles.besideChat)} role="group" aria-label={t('control.all')}>
      <Control {...device('microphone')} icon={<MicrophoneIcon off={isOff('microphone')} />} />
      <Control {...device('camera')} icon={<CameraIcon off={isOff('camera')} />} />
      <Control
        label={t('control.voiceFirst')}
        icon={<VoiceIcon />}
        on={wants.voiceFirst}
        state={t(wants.voiceFirst ? 'control.on' : 'control.off')}
        onPress={() => keeper.want({ voiceFirst: !wants.voiceFirst })}
      />
      <Control
        label={t('control.chat')}
        icon={<ChatIcon />}
        on={chatOpen}
        state={unsent ? t('control.notSent') : undefined}
        troubled={unsent}
        news={unread > 0 ? { count: unread, words: t('control.unread', { count: unread }) } : undefined}
        onPress={onChat}
      />
      <Control label={t('control.leave')} icon={<LeaveIcon />} onPress={onLeave} />
    </div>
  )
}
