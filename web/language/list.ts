import type { Language } from './language.ts'

/** `咳嗽、发烧`, `cough, fever`: things one after the other. (`Intl.ListFormat` of units sets nothing between Chinese ones.) */
export function inARow(things: readonly string[], language: Language): string {
  return things.join(language === 'zh-CN' ? '、' : ', ')
}
