import { useEffect, useRef, useState } from 'react'
import { useWords } from '../../language/language.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Row } from '../../ui/page.tsx'
import { Tag } from '../../ui/notice.tsx'
import { readDevices, rememberDevices } from '../carrier/devices.ts'
import type { Devices } from '../carrier/devices.ts'
import { consultationWords } from '../words.ts'
import { DeviceChoice } from './device-choice.tsx'
import styles from './device-check.module.css'
import { useLevel } from './use-level.ts'
import { useNetworkCheck } from './use-network-check.ts'
import { useOwnDevices } from './use-own-devices.ts'
import type { Checked } from './use-own-devices.ts'
import { playTone } from './tone.ts'

/**
 * Whether the other will see and hear one, before the call: camera picture, microphone level, loudspeaker and network, each
 * in words. What is chosen here is what the call uses. Nothing is switched on before it is asked for.
 */
export function DeviceCheck() {
  const t = useWords(consultationWords)
  const devices = useOwnDevices()
  if (!devices.started) {
    return (
      <Card heading={t('check.title')}>
        <p>{t('check.lead')}</p>
        <div>
          <Button kind="quiet" onClick={devices.start}>
            {t('check.start')}
          </Button>
        </div>
      </Card>
    )
  }
  return (
    <Card
      heading={t('check.title')}
      aside={
        <Button kind="plain" small onClick={devices.stop}>
          {t('check.stop')}
        </Button>
      }
    >
      <CameraCheck devices={devices} />
      <MicrophoneCheck devices={devices} />
      <SpeakerCheck devices={devices} />
      <NetworkCheck />
    </Card>
  )
}

type Own = ReturnType<typeof useOwnDevices>

function State({ state }: { state: Checked }) {
  const t = useWords(consultationWords)
  if (state === 'on') return <Tag tone="success">{t('check.works')}</Tag>
  return <Tag tone="waiting">{t(state === 'starting' ? 'check.looking' : 'check.notYet')}</Tag>
}

interface OwnChoiceProps {
  own: Own
  kind: MediaDeviceKind
  name: keyof Devices
  label: string
}

function OwnChoice({ own, kind, name, label }: OwnChoiceProps) {
  const list = own.list.filter((device) => device.kind === kind && device.deviceId !== '')
  if (list.length < 2) return null
  return (
    <DeviceChoice
      label={label}
      list={list}
      value={readDevices()[name]}
      onChoose={(id) => {
        rememberDevices({ [name]: id })
        own.start()
      }}
    />
  )
}

function CameraCheck({ devices }: { devices: Own }) {
  const t = useWords(consultationWords)
  const video = useRef<HTMLVideoElement>(null)
  const { stream, camera } = devices
  useEffect(() => {
    if (video.current !== null) video.current.srcObject = stream ?? null
  }, [stream])
  return (
    <section className={styles.part} aria-label={t('control.camera')}>
      <Row>
        <h3>{t('control.camera')}</h3>
        <State state={camera} />
      </Row>
      {camera === 'on' ? (
        <video ref={video} className={styles.picture} aria-label={t('call.you')} autoPlay muted playsInline />
      ) : (
        camera !== 'starting' && (
          <p>
            {t(`camera.${camera}`)} {t(adviceFor(camera))}
          </p>
        )
      )}
      <OwnChoice own={devices} kind="videoinput" name="camera" label={t('check.chooseCamera')} />
    </section>
  )
}

function adviceFor(
  state: 'missing' | 'refused' | 'busy',
): 'device.howToPlug' | 'device.howToAllow' | 'device.howToFree' {
  if (state === 'refused') return 'device.howToAllow'
  return state === 'busy' ? 'device.howToFree' : 'device.howToPlug'
}

function MicrophoneCheck({ devices }: { devices: Own }) {
  const t = useWords(consultationWords)
  const { microphone, stream } = devices
  const level = useLevel(microphone === 'on' ? stream : undefined)
  return (
    <section className={styles.part} aria-label={t('control.microphone')}>
      <Row>
        <h3>{t('control.microphone')}</h3>
        <State state={microphone} />
      </Row>
      {microphone === 'on' ? (
        <>
          <meter className={styles.meter} aria-label={t('check.level')} min={0} max={1} value={level.now} />
          <p role="status">{t(level.heard ? 'check.heardYou' : 'check.saySomething')}</p>
        </>
      ) : (
        microphone !== 'starting' && (
          <p>
            {t(`microphone.${microphone}`)} {t(adviceFor(microphone))}
          </p>
        )
      )}
      <OwnChoice own={devices} kind="audioinput" name="microphone" label={t('check.chooseMicrophone')} />
    </section>
  )
}

function SpeakerCheck({ devices }: { devices: Own }) {
  const t = useWords(consultationWords)
  const [heard, setHeard] = useState<'asked' | 'yes' | 'no'>()
  return (
    <section className={styles.part} aria-label={t('check.speaker')}>
      <Row>
        <h3>{t('check.speaker')}</h3>
        {heard === 'yes' && <State state="on" />}
      </Row>
      <Row>
        <Button
          kind="quiet"
          small
          onClick={() => {
            void playTone(readDevices().speaker)
            setHeard('asked')
          }}
        >
          {t('check.playTone')}
        </Button>
        {heard === 'asked' && (
          <>
            <span role="status">{t('check.didYouHear')}</span>
            <Button kind="quiet" small onClick={() => setHeard('yes')}>
              {t('check.yes')}
            </Button>
            <Button kind="quiet" small onClick={() => setHeard('no')}>
              {t('check.no')}
            </Button>
          </>
        )}
      </Row>
      {heard === 'no' && <p>{t('check.notHeard')}</p>}
      <OwnChoice own={devices} kind="audiooutput" name="speaker" label={t('check.chooseSpeaker')} />
    </section>
  )
}

function NetworkCheck() {
  const t = useWords(consultationWords)
  const { state, again } = useNetworkCheck()
  return (
    <section className={styles.part} aria-label={t('check.network')}>
      <Row>
        <h3>{t('check.network')}</h3>
        {state === 'good' ? (
          <Tag tone="success">{t('check.works')}</Tag>
        ) : (
          <Tag tone="waiting">
            {t(state === 'looking' ? 'check.looking' : state === 'slow' ? 'check.weak' : 'check.notYet')}
          </Tag>
        )}
      </Row>
      <p role="status">{t(`network.${state}`)}</p>
      {(state === 'unreachable' || state === 'offline') && (
        <div>
          <Button kind="quiet" small onClick={again}>
            {t('check.again')}
          </Button>
        </div>
      )}
    </section>
  )
}
