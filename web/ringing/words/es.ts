import type { Translation } from '../../language/language.ts'
import type { words as source } from './zh-CN.ts'

export const words: Translation<typeof source> = {
  silent: 'El navegador aún no deja sonar esta página: pulse en cualquier sitio y sonará cuando se le necesite.',
  soundOn: 'Activar el sonido',
  more_one: 'y {{count}} más',
  more_other: 'y {{count}} más',
}
