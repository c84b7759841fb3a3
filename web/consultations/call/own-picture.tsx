import { useRef, useState } from 'react'
import type { KeyboardEvent, PointerEvent } from 'react'
import { useWords } from '../../language/language.ts'
import { classes } from '../../ui/classes.ts'
import type { DeviceState, Picture } from '../carrier/carrier.ts'
import { consultationWords } from '../words.ts'
import styles from './stage.module.css'
import { Video } from './video.tsx'

interface OwnPictureProps {
  picture: Picture | undefined
  camera: DeviceState
  mirrored: boolean
}

/** Where the small picture stands, as fractions of the room there is: 0 left or top, 1 right or bottom. */
interface Position {
  readonly x: number
  readonly y: number
}

const keySteps: Readonly<Record<string, Position>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}
const keyStep = 0.25

function within(value: number): number {
  return Math.min(1, Math.max(0, value))
}

/** Oneself, small, over the others: moved by dragging or with the arrow keys, so that it never hides what matters. */
export function OwnPicture({ picture, camera, mirrored }: OwnPictureProps) {
  const t = useWords(consultationWords)
  const [at, setAt] = useState<Position>({ x: 1, y: 0 })
  const box = useRef<HTMLDivElement>(null)
  const grip = useRef<{ readonly x: number; readonly y: number; readonly from: Position }>(undefined)

  const drag = (event: PointerEvent): void => {
    const element = box.current
    const room = element?.parentElement
    if (element === null || room == null || grip.current === undefined) return
    const { x, y, from } = grip.current
    const wide = Math.max(1, room.clientWidth - element.offsetWidth)
    const high = Math.max(1, room.clientHeight - element.offsetHeight)
    setAt({ x: within(from.x + (event.clientX - x) / wide), y: within(from.y + (event.clientY - y) / high) })
  }
  const move = (event: KeyboardEvent): void => {
    const step = keySteps[event.key]
    if (step === undefined) return
    event.preventDefault()
    setAt({ x: within(at.x + step.x * keyStep), y: within(at.y + step.y * keyStep) })
  }
  return (
    <div
      ref={box}
      className={styles.own}
      style={{
        left: `${String(at.x * 100)}%`,
        top: `${String(at.y * 100)}%`,
        translate: `${String(at.x * -100)}% ${String(at.y * -100)}%`,
      }}
    >
      <button
        type="button"
        className={styles.grip}
        aria-label={t('call.moveOwn')}
        onKeyDown={move}
        onPointerDown={(event) => {
          grip.current = { x: event.clientX, y: event.clientY, from: at }
          event.currentTarget.setPointerCapture(event.pointerId)
        }}
        onPointerMove={drag}
        onPointerUp={() => {
          grip.current = undefined
        }}
        onPointerCancel={() => {
          grip.current = undefined
        }}
      />
      {picture === undefined ? (
        <p className={classes(styles.noPicture, styles.ownNothing)}>
          {t(camera === 'starting' ? 'call.cameraStarting' : 'call.ownCameraOff')}
        </p>
      ) : (
        <Video picture={picture} label={t('call.you')} own mirrored={mirrored} />
      )}
    </div>
  )
}
