import { useWords } from '../../language/language.ts'
import { ChooseOne } from '../../ui/chips.tsx'
import { deviceNames } from '../carrier/devices.ts'
import { consultationWords } from '../words.ts'

interface DeviceChoiceProps {
  label: string
  /** Of one kind. */
  list: readonly MediaDeviceInfo[]
  /** The id of the chosen one; the system's own where none was chosen, or where it is there no more. */
  value: string | undefined
  onChoose: (id: string) => void
}

/** One of the cameras, microphones or loudspeakers there are, each with its whole name: a list would cut it. */
export function DeviceChoice({ label, list, value, onChoose }: DeviceChoiceProps) {
  const t = useWords(consultationWords)
  const names = deviceNames(list.map((device) => device.label))
  return (
    <ChooseOne
      legend={label}
      stacked
      value={list.some(({ deviceId }) => deviceId === value) ? value : list[0]?.deviceId}
      choices={list.map(({ deviceId }, index) => ({
        value: deviceId,
        label: names[index] || t('check.unnamed', { number: index + 1 }),
      }))}
      onChoose={onChoose}
    />
  )
}
