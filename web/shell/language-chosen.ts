import { createContext } from 'react'
import type { Language } from '../language/language.ts'

/** Called with the language that is chosen in the header. The shell knows no account: whoever holds one keeps it there. */
export const LanguageChosen = createContext<((language: Language) => void) | undefined>(undefined)
