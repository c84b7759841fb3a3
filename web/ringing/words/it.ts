import type { Translation } from '../../language/language.ts'
import type { words as source } from './zh-CN.ts'

export const words: Translation<typeof source> = {
  silent: 'Il browser non fa ancora suonare questa pagina: prema un punto qualsiasi e le chiamate suoneranno.',
  soundOn: 'Attiva la suoneria',
}
