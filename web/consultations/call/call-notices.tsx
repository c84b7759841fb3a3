import { useWords } from '../../language/language.ts'
import { Button } from '../../ui/button.tsx'
import { Notice, Tag } from '../../ui/notice.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { deviceName } from '../carrier/devices.ts'
import { consultationWords } from '../words.ts'
import styles from './call.module.css'
import type { CallKeeper, CallState } from './call-keeper.ts'
import { hasTrouble } from './own-device.ts'
import { ReloadMoved } from './reload-moved.tsx'
import { troubleWords } from './trouble.ts'

/** How good the connection is, in words. */
export function QualityLine({ call }: { call: CallState }) {
  const t = useWords(consultationWords)
  const { phase, line, wants } = call
  if (phase !== 'inside') return null
  if (wants.voiceFirst) return <Tag>{t('quality.voiceFirst')}</Tag>
  if (line.quality === 'weak' || line.quality === 'lost') return <Tag tone="waiting">{t('quality.weak')}</Tag>
  if (line.others.some(({ quality }) => quality === 'lost')) return <Tag tone="waiting">{t('quality.theirsLost')}</Tag>
  if (line.others.some(({ pictureHeld }) => pictureHeld)) return <Tag tone="waiting">{t('quality.held')}</Tag>
  if (line.others.some(({ quality }) => quality === 'weak')) return <Tag tone="waiting">{t('quality.theirsWeak')}</Tag>
  // While it rings there is nobody to whom it could be good.
  if (line.others.length === 0) return null
  return line.quality === 'good' ? <Tag tone="success">{t('quality.good')}</Tag> : null
}

interface CallNoticesProps {
  consultationId: string
  call: CallState
  keeper: CallKeeper
}

/** What is not as it should be, what is being done about it, and what one can do oneself. */
export function CallNotices({ consultationId, call, keeper }: CallNoticesProps) {
  const t = useWords(consultationWords)
  const { phase, line } = call
  const troubled = troubleWords(call.trouble, navigator.onLine)
  const moved = call.trouble === 'moved'
  const coming = !moved && (phase === 'rejoining' || phase === 'wavering' || troubled !== undefined)
  return (
    <div className={styles.notices}>
      <div role="status">
        {coming && phase !== 'closed' && (
          <p className={styles.coming}>
            <Spinner />
            {t(troubled ?? (phase === 'wavering' ? 'trouble.wavering' : 'trouble.rejoining'))}
          </p>
        )}
      </div>
      {moved && <ReloadMoved consultationId={consultationId} />}
      {line.soundBlocked && (
        <Notice tone="waiting" title={t('sound.blockedTitle')} role="alert">
          <div>
            <Button onClick={() => keeper.startSound()}>{t('sound.start')}</Button>
          </div>
        </Notice>
      )}
      {phase === 'inside' && <DeviceTroubles call={call} />}
      {phase === 'inside' && <FallenBack call={call} />}
    </div>
  )
}

const advice = {
  refused: 'device.howToAllow',
  busy: 'device.howToFree',
  missing: 'device.howToPlug',
  stopped: 'device.howToRestart',
  silenced: 'device.howToWait',
} as const

/** A chosen device has gone, and which one is used instead. */
function FallenBack({ call: { line } }: { call: CallState }) {
  const t = useWords(consultationWords)
  const devices = (['microphone', 'camera', 'speaker'] as const).filter((device) => line.fellBack[device] !== undefined)
  if (devices.length === 0) return null
  return (
    <Notice role="status">
      {devices.map((device) => {
        const name = deviceName(line.fellBack[device] ?? '')
        const words = t(`${device}.gone`)
        return <p key={device}>{name === '' ? words : `${words} ${t('device.instead', { name })}`}</p>
      })}
    </Notice>
  )
}

/** What of camera and microphone cannot be had, and what to do: said once where it is the same for both. */
function DeviceTroubles({ call: { line, wants } }: { call: CallState }) {
  const t = useWords(consultationWords)
  const microphone = wants.microphone && hasTrouble(line.microphone) ? line.microphone : undefined
  const camera = wants.camera && !wants.voiceFirst && hasTrouble(line.camera) ? line.camera : undefined
  if (microphone === undefined && camera === undefined) return null
  return (
    <Notice tone="waiting" role="alert">
      {microphone !== undefined && (
        <p>
          <strong>{t(`microphone.${microphone}`)}</strong> {microphone !== camera && t(advice[microphone])}
        </p>
      )}
      {camera !== undefined && (
        <p>
          <strong>{t(`camera.${camera}`)}</strong> {t(advice[camera])}
        </p>
      )}
    </Notice>
  )
}
