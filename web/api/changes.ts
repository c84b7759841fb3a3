/**
 * What of an entry is sent: the parts that differ from what the form began with. The others may have been changed elsewhere
 * since, and stay so.
 */
export function changesOf<Entry extends object>(begun: Entry, entry: Entry): Partial<Entry> {
  const changed = Object.entries(entry).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(begun[name as keyof Entry]),
  )
  return Object.fromEntries(changed) as Partial<Entry>
}
