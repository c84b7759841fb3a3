/**
 * Makes `Temporal` there before a screen that computes with times is shown: nothing to load where the browser has it.
 * Such a screen awaits it in its own import: `screen(async () => (await withTemporal(import('./booking.tsx'))).Booking)`.
 */
export async function withTemporal<Module>(loading: Promise<Module>): Promise<Module> {
  if (!('Temporal' in globalThis)) await import('temporal-polyfill/global')
  return loading
}
