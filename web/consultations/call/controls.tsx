import type { ReactNode } from 'react'
import { useWords } from '../../language/language.ts'
import { classes } from '../../ui/classes.ts'
import { CameraIcon, ChatIcon, LeaveIcon, MicrophoneIcon, VoiceIcon } from '../../ui/icons.tsx'
import type { DeviceState, Wants } from '../carrier/carrier.ts'
import { consultationWords } from '../words.ts'
import type { CallKeeper, CallState } from './call-keeper.ts'
import styles from './controls.module.css'

interface ControlProps {
  label: string
  icon: ReactNode
  /** A switch: whether it is on. Left out for what is no switch. */
  on?: boolean
  /** Said under the label. */
  state?: string | undefined
  /** Wanted, and cannot be had. */
  troubled?: boolean
  onPress: () => void
}

function Control({ label, icon, on, state, troubled = false, onPress }: ControlProps) {
  return (
    <button
      type="button"
      className={classes(styles.control, on === false && styles.off, troubled && styles.troubled)}
      aria-pressed={on}
      onClick={onPress}
    >
      {icon}
      <span className={styles.label}>{label}</span>
      {state !== undefined && <span className={styles.state}>{state}</span>}
    </button>
  )
}

type Trouble = Exclude<DeviceState, 'off' | 'starting' | 'on'>

export function hasTrouble(state: DeviceState): state is Trouble {
  return state !== 'off' && state !== 'starting' && state !== 'on'
}

/** It was on, and is not: a press brings it back. */
function hasDied(state: DeviceState): boolean {
  return state === 'stopped' || state === 'silenced'
}

/** What a press on microphone or camera asks for: on or off; where it cannot be had, to try once more. */
export function pressed({ wants, line }: CallState, device: 'microphone' | 'camera'): Partial<Wants> {
  if (device === 'camera' && wants.voiceFirst) return { voiceFirst: false, camera: true }
  return { [device]: hasTrouble(line[device]) || !wants[device] }
}

interface ControlsProps {
  call: CallState
  keeper: CallKeeper
  onLeave: () => void
  /** Messages that have come while the conversation was closed. */
  unread: number
  chatOpen: boolean
  onChat: () => void
}

/** Microphone, camera, voice first, conversation, leave: with words, each. */
export function Controls({ call, keeper, onLeave, unread, chatOpen, onChat }: ControlsProps) {
  const t = useWords(consultationWords)
  const { wants, line } = call
  const device = (name: 'microphone' | 'camera', state: DeviceState): Omit<ControlProps, 'icon'> => {
    const troubled = wants[name] && hasTrouble(state)
    return {
      label: t(`control.${name}`),
      on: wants[name] && !troubled,
      troubled,
      state: t(troubled && !hasDied(state) ? 'control.none' : wants[name] && !troubled ? 'control.on' : 'control.off'),
      onPress: () => keeper.want(pressed(call, name)),
    }
  }
  return (
    <div className={styles.controls} role="group" aria-label={t('control.all')}>
      <Control
        {...device('microphone', line.microphone)}
        icon={<MicrophoneIcon off={!wants.microphone || hasTrouble(line.microphone)} />}
      />
      {wants.voiceFirst ? (
        <Control
          label={t('control.camera')}
          icon={<CameraIcon off />}
          on={false}
          state={t('control.off')}
          onPress={() => keeper.want(pressed(call, 'camera'))}
        />
      ) : (
        <Control
          {...device('camera', line.camera)}
          icon={<CameraIcon off={!wants.camera || hasTrouble(line.camera)} />}
        />
      )}
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
        state={unread > 0 ? t('control.unread', { count: unread }) : undefined}
        onPress={onChat}
      />
      <Control label={t('control.leave')} icon={<LeaveIcon />} onPress={onLeave} />
    </div>
  )
}
