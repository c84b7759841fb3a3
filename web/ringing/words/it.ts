import type { Translation } from '../../language/language.ts'
import type { words as source } from './zh-CN.ts'

export const words: Translation<typeof source> = {
  silent:
    'Il browser non fa ancora suonare questa pagina: prema un punto qualsiasi e suonerà quando c’è bisogno di Lei.',
  soundOn: 'Attiva il suono',
  more_one: 'e {{count}} altro',
  more_other: 'e altri {{count}}',
}
