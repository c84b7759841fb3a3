import type { ReactNode } from 'react'
import type { RealWords } from './real-words.ts'

/** One of the ways in which a piece is met. */
export interface State {
  readonly name: string
  /** Shown as if the pointer were over it, or as if it had the focus. */
  readonly as?: 'hover' | 'focus'
  /** Takes the whole width, as a table does. */
  readonly broad?: boolean
  readonly show: (say: RealWords) => ReactNode
}

/** A component of web/ui, and all the states that it has. */
export interface Piece {
  readonly piece: (props: never) => ReactNode
  /** When it is used, in a line. */
  readonly when: string
  readonly states: readonly [State, ...State[]]
}

/** The pieces of one file of web/ui. */
export interface Shelf {
  /** `button.tsx` */
  readonly file: string
  readonly pieces: readonly Piece[]
}
