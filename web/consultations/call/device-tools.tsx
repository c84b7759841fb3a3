import { useState } from 'react'
import type { ComponentProps } from 'react'
import { useWords } from '../../language/language.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TurnIcon } from '../../ui/call-icons.tsx'
import { SettingsIcon } from '../../ui/icons.tsx'
import { useShortcuts } from '../../ui/use-shortcuts.ts'
import type { Devices } from '../carrier/devices.ts'
import { DeviceChoice } from '../devices/device-choice.tsx'
import { useDeviceList } from '../devices/use-device-list.ts'
import { consultationWords } from '../words.ts'
import type { CallKeeper, CallState } from './call-keeper.ts'
import styles from './stage.module.css'

interface DeviceToolsProps {
  call: CallState
  keeper: CallKeeper
  shortcuts: boolean
}

/** On the stage: turn to the other camera, where there is one, and choose devices. */
export function DeviceTools({ call, keeper, shortcuts }: DeviceToolsProps) {
  const t = useWords(consultationWords)
  const list = useDeviceList()
  const [choosing, setChoosing] = useState(false)
  useShortcuts(shortcuts ? { d: () => setChoosing(true) } : {})
  const cameras = list.filter(({ kind }) => kind === 'videoinput').length
  return (
    <>
      <div className={styles.tools}>
        {cameras > 1 && call.line.camera === 'on' && (
          <button type="button" className={styles.tool} onClick={() => void keeper.turnCamera()}>
            <TurnIcon />
            <span className={styles.words}>{t('device.turn')}</span>
          </button>
        )}
        <button type="button" className={styles.tool} onClick={() => setChoosing(true)}>
          <SettingsIcon />
          <span className={styles.words}>{t('device.choose')}</span>
        </button>
      </div>
      {choosing && <DeviceDialog call={call} keeper={keeper} list={list} onClose={() => setChoosing(false)} />}
    </>
  )
}

interface DeviceDialogProps {
  call: CallState
  keeper: CallKeeper
  list: readonly MediaDeviceInfo[]
  onClose: () => void
}

/** Browsers that cannot choose a loudspeaker leave it to the system. */
const choosesSpeaker = 'setSinkId' in HTMLMediaElement.prototype

const choices = [
  { device: 'microphone', kind: 'audioinput', label: 'check.chooseMicrophone' },
  { device: 'camera', kind: 'videoinput', label: 'check.chooseCamera' },
  { device: 'speaker', kind: 'audiooutput', label: 'check.chooseSpeaker' },
] as const

/** Which camera, microphone and loudspeaker this call uses; a choice takes effect at once. */
function DeviceDialog({ call, keeper, list, onClose }: DeviceDialogProps) {
  const t = useWords(consultationWords)
  return (
    <Dialog
      heading={t('device.choose')}
      onClose={onClose}
      actions={
        <Button kind="quiet" onClick={onClose}>
          {t('participants.close')}
        </Button>
      }
    >
      {choices
        .filter(({ device }) => device !== 'speaker' || choosesSpeaker)
        .map(({ device, kind, label }) => (
          <Choice
            key={device}
            label={t(label)}
            list={list.filter((one) => one.kind === kind && one.deviceId !== '')}
            value={call.line.inUse[device]}
            onChoose={(id) => keeper.choose({ [device]: id } satisfies Devices)}
          />
        ))}
    </Dialog>
  )
}

function Choice({ label, list, value, onChoose }: ComponentProps<typeof DeviceChoice>) {
  const t = useWords(consultationWords)
  if (list.length === 0) return <p>{t('device.onlyTheSystems', { device: label })}</p>
  return <DeviceChoice label={label} list={list} value={value} onChoose={onChoose} />
}
