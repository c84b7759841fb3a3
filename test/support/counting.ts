import type { Dependencies } from '../../signaling/dependencies.ts'

interface Counted<Hospital> {
  /** The same hospital, whose statements are counted. */
  readonly counted: Hospital
  /** How many there have been since the last look. */
  readonly takeStatements: () => number
}

export function countStatements<Hospital extends Pick<Dependencies, 'db'>>(hospital: Hospital): Counted<Hospital> {
  let statements = 0
  const db = hospital.db.withPlugin({
    transformQuery({ node }) {
      statements += 1
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  })
  const takeStatements = (): number => {
    const taken = statements
    statements = 0
    return taken
  }
  return { counted: { ...hospital, db }, takeStatements }
}
