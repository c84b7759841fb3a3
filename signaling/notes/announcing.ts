import type { Topic } from '../topics.ts'

/** The doctor of a call that nobody answered has nothing more to do with its note. */
export function showEndInNote({
  consultationId,
  isOver,
}: {
  readonly consultationId: string
  readonly isOver: boolean
}): Topic[] {
  return isOver ? [`note:${consultationId}`] : []
}
