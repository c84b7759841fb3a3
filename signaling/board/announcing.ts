import type { Topic } from '../topics.ts'

/** Where a duty is shown here. */
export function showDuty({ expertId }: { readonly expertId: string }): Topic[] {
  return ['board', `doctorQueue:${expertId}`]
}

/** Where a place is shown here. */
export function showPlace({ servingExpertIds }: { readonly servingExpertIds: readonly string[] }): Topic[] {
  return ['board', ...servingExpertIds.map((expertId) => `doctorQueue:${expertId}` as const)]
}

/** What only coordinators see. */
export function showOnBoard(): Topic[] {
  return ['board']
}
