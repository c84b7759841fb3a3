import { useLayoutEffect, useState } from 'react'
import type { RefObject } from 'react'
import type { Size } from './layout.ts'

/** The room that an element has, in CSS pixels, as it changes; undefined before it is on the screen. */
export function useSize(element: RefObject<HTMLElement | null>): Size | undefined {
  const [size, setSize] = useState<Size>()
  useLayoutEffect(() => {
    const measured = element.current
    if (measured === null) return undefined
    const look = (): void => setSize({ width: measured.clientWidth, height: measured.clientHeight })
    look()
    const observer = new ResizeObserver(look)
    observer.observe(measured)
    return () => observer.disconnect()
  }, [element])
  return size
}
