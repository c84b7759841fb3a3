/**
 * Holds words in the tab's title, whatever the page calls itself meanwhile, until the returned function is called: then
 * the page's own title of that moment is back.
 */
export function holdTitle(words: string): () => void {
  // As the browser reads a title back; else it would be set again for ever.
  const wanted = words.replace(/\s+/g, ' ').trim()
  let own = document.title
  const hold = (): void => {
    if (document.title === wanted) return
    own = document.title
    document.title = wanted
  }
  hold()
  const observer = new MutationObserver(hold)
  observer.observe(document.head, { subtree: true, childList: true, characterData: true })
  return () => {
    observer.disconnect()
    if (document.title === wanted) document.title = own
  }
}
