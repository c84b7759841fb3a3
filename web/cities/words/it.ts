import type { Translation } from '../../language/language.ts'
import type { words as source } from './zh-CN.ts'

export const words: Translation<typeof source> = {
  search: 'Cerca una città',
  searchHint: 'Con il nome in italiano, cinese, inglese o spagnolo.',
  found_one: '{{count}} città',
  found_other: '{{count}} città',
  nothing: 'Nessuna città trovata. Scriva una città più grande lì vicino, con la stessa ora.',
  back: 'Indietro',
}
