import type { ServerFrame } from './contract.ts'

export function frameOf(frame: ServerFrame): Buffer {
  return Buffer.from(JSON.stringify(frame))
}

/** The same as `frameOf`, for data that is JSON already. */
export function snapshotFrame(topic: string, json: string, at: Temporal.Instant): Buffer {
  return Buffer.from(`{"type":"snapshot","topic":${JSON.stringify(topic)},"at":"${at.toString()}","data":${json}}`)
}

/** The same as `frameOf`, for data that is JSON already. */
export function changeFrame(topic: string, json: string): Buffer {
  return Buffer.from(`{"type":"change","topic":${JSON.stringify(topic)},"data":${json}}`)
}
