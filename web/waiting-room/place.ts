import type { QueueDelta, QueueFigures, QueuePlace } from '../../signaling/waiting-room/contract.ts'

/** The next place of whoever holds `key`, from what came and went in front of it. */
export function movePlace(place: QueuePlace, { figures, left, entered }: QueueDelta, key: number): QueuePlace {
  const before = (keys: readonly number[]): number => keys.filter((other) => other < key).length
  // Whoever enters in front came later. Who of those ahead has left, the frame doesn't say.
  const ahead = Math.max(0, place.ahead - before(left) + before(entered))
  return { figures, ahead, aheadByUrgency: Math.min(ahead, place.aheadByUrgency + before(entered)) }
}

/** Minutes until somebody with `ahead` before them is called, about; null while nobody is on duty. As the server counts it. */
export function minutesUntilCalled(
  ahead: number,
  { doctorsFree, minutesAPlace }: Pick<QueueFigures, 'doctorsFree' | 'minutesAPlace'>,
): number | null {
  if (minutesAPlace === null) return null
  // Visits under way are, on average, half over.
  return ahead < doctorsFree ? 0 : Math.round((ahead - doctorsFree + 0.5) * minutesAPlace)
}
