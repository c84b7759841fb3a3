import type { Translation } from '../../language/language.ts'
import type { words as source } from './zh-CN.ts'

export const words: Translation<typeof source> = {
  silent: 'El navegador aún no deja sonar esta página: pulse en cualquier sitio y las llamadas sonarán.',
  soundOn: 'Activar el timbre',
}
