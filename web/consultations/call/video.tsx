import { useEffect, useRef } from 'react'
import { classes } from '../../ui/classes.ts'
import type { Picture } from '../carrier/carrier.ts'
import styles from './stage.module.css'

interface VideoProps {
  picture: Picture
  /** Whose it is, for screen readers. */
  label: string
  /** Oneself: small, and filling its frame. */
  own?: boolean
  /** As in a mirror. */
  mirrored?: boolean
}

/** A moving picture. Its sound, if any, comes from elsewhere. */
export function Video({ picture, label, own = false, mirrored = false }: VideoProps) {
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    const element = video.current
    if (element === null) return undefined
    picture.attach(element)
    return () => picture.detach(element)
  }, [picture])
  return (
    <video
      ref={video}
      className={classes(styles.video, own && styles.filling, mirrored && styles.mirrored)}
      aria-label={label}
      autoPlay
      muted
      playsInline
    />
  )
}
