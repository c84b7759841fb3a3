import { AppError } from '../../signaling/errors.ts'

/** What became of each: its value, or the code it was refused with; anything else is an error of the test. */
export async function outcomes(attempts: readonly Promise<unknown>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(attempts)
  return settled.map((one) => {
    if (one.status === 'fulfilled') return one.value
    if (one.reason instanceof AppError) return one.reason.code
    throw one.reason
  })
}
