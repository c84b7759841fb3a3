/**
 * Hover, focus and a finger are the browser's to say. Here the rules of the page's styles are widened, so that whatever stands in
 * `data-shown="hover"` or `"focus"` looks as it does then, with as much weight as before.
 */
const widened = {
  ':hover': ":is(:hover, :where([data-shown='hover'] *))",
  ':focus-visible': ":is(:focus-visible, :where([data-shown='focus'] :is(a, button, input, select, textarea)))",
} as const

/** What a media rule asked for before it was told what the pointer is. */
const asked = new WeakMap<CSSMediaRule, string>()

let finger = false

function* rulesIn(list: CSSRuleList): Generator<CSSRule> {
  for (const rule of list) {
    yield rule
    if (rule instanceof CSSGroupingRule) yield* rulesIn(rule.cssRules)
  }
}

function widen(rule: CSSStyleRule): void {
  if (rule.selectorText.includes('data-shown')) return
  const selector = rule.selectorText.replaceAll(
    /:hover|:focus-visible/g,
    (state) => widened[state as keyof typeof widened],
  )
  if (selector !== rule.selectorText) rule.selectorText = selector
}

function tellPointer(rule: CSSMediaRule): void {
  const own = asked.get(rule) ?? rule.media.mediaText
  if (!own.includes('pointer: coarse')) return
  asked.set(rule, own)
  rule.media.mediaText = finger ? 'all' : own
}

function reviseStyles(): void {
  for (const sheet of document.styleSheets) {
    for (const rule of rulesIn(sheet.cssRules)) {
      if (rule instanceof CSSStyleRule) widen(rule)
      if (rule instanceof CSSMediaRule) tellPointer(rule)
    }
  }
}

/** From now on, for styles that are changed while the page is open as well. */
export function showStates(): void {
  reviseStyles()
  new MutationObserver(reviseStyles).observe(document.head, { childList: true, subtree: true, characterData: true })
}

/** Shows what is larger for a finger, whatever this device has. */
export function pointWithFinger(on: boolean): void {
  finger = on
  reviseStyles()
}
