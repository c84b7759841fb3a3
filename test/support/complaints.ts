import type { Page } from 'playwright-core'

/** What the screens said that they should not have: their own faults, and what their policy forbids. */
export const complaints: string[] = []

export function failOnComplaints(): void {
  const said = complaints.splice(0)
  if (said.length > 0) throw new Error(said.join('\n'))
}

export function watchForComplaints(page: Page): void {
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|React|Minified/.test(message.text())) {
      complaints.push(`${page.url()}: ${message.text()}`)
    }
  })
}
