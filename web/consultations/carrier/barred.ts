/** Hosts that this page's policy has kept it from: it may connect to the carrier of the moment when it was loaded, and to no other. */
const barred = new Set<string>()

/** Begins to notice them; again without harm. */
export function watchForBarred(): void {
  document.addEventListener('securitypolicyviolation', notice)
}

/** Whether only a page that is loaded anew can reach this address. Known a moment after the first try has failed. */
export function isBarred(url: string): boolean {
  return barred.has(hostOf(url))
}

function notice({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void {
  if (effectiveDirective === 'connect-src') barred.add(hostOf(blockedURI))
}

/** Empty where it is no address, as browsers say of what they don't tell. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : ''
}
