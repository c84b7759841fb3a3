import { createHash, randomBytes } from 'node:crypto'

/** A token that nobody guesses: 32 random bytes. The database keeps its hash only. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is kept of a token: without a key, since nobody can try 2^256 of them. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
