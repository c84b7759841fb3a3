/** Words on their way get this long; whoever signs out on a stranger's computer does not wait for a dead network. */
const patienceMs = 5_000

const savers = new Set<() => Promise<unknown>>()

/** Calls back before a sign-out, for what is typed and not saved yet. Returns how to take that back. */
export function beforeLeaving(save: () => Promise<unknown>): () => void {
  savers.add(save)
  return () => savers.delete(save)
}

/** Resolves once all that is typed has been saved, or could not be for five seconds. Never rejects. */
export async function saveBeforeLeaving(): Promise<void> {
  const patience = new Promise((resolve) => setTimeout(resolve, patienceMs))
  await Promise.race([Promise.allSettled([...savers].map((save) => save())), patience])
}
