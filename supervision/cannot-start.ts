/**
 * Something outside the program keeps it from starting or from going on: a taken port, a broken DATABASE_URL, a missing
 * LiveKit. Its message is shown to the person at the console as it is, without a stack: say what is wrong and the way out.
 */
export class CannotStart extends Error {
  override readonly name = 'CannotStart'
}
