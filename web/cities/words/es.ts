import type { Translation } from '../../language/language.ts'
import type { words as source } from './zh-CN.ts'

export const words: Translation<typeof source> = {
  search: 'Buscar una ciudad',
  searchHint: 'Por su nombre en español, chino, inglés o italiano.',
  found_one: '{{count}} ciudad',
  found_other: '{{count}} ciudades',
  nothing: 'No se encuentra ninguna ciudad. Escriba una ciudad más grande que esté cerca y tenga la misma hora.',
  back: 'Volver',
}
