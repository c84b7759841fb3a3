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

/** A list as a form has changed it, laid on the one that stands now: what others have put in or taken out since stays so. */
export function changedList<Value>(begun: readonly Value[], chosen: readonly Value[], now: readonly Value[]): Value[] {
  const kept = now.filter((value) => chosen.includes(value) || !begun.includes(value))
  const added = chosen.filter((value) => !begun.includes(value) && !now.includes(value))
  return [...kept, ...added]
}
