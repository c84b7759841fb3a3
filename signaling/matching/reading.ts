/** What rooms above read of matching. */
export { findHistory } from './matching-store.ts'
