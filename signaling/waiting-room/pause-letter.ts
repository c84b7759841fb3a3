import { clockThere } from '../cities/cities.ts'
import type { Letter } from '../letters/mail.ts'
import type { Locale } from '../shapes.ts'
import { pauseHours } from './rules/place.ts'

interface PauseWords {
  readonly subject: string
  readonly ended: (patient: string, pausedAt: string, hours: number) => string
  readonly again: string
  readonly signature: string
}

const words: Record<Locale, PauseWords> = {
  'zh-CN': {
    subject: '您的候诊号已结束',
    ended: (patient, pausedAt, hours) =>
      `您在 ${pausedAt} 为 ${patient} 选择了“暂时不方便”。${hours} 小时内没有收到“我准备好了”，所以这个候诊号已经结束。`,
    again: '您写的内容还在，随时可以点开这里重新排队：',
    signature: '侨医 · 全天在线的侨胞医院',
  },
  en: {
    subject: 'Your place in the queue has ended',
    ended: (patient, pausedAt, hours) =>
      `You chose “Not now” for ${patient} at ${pausedAt}. Since you did not say “I’m ready” within ${hours} hours, this place has ended.`,
    again: 'What you wrote is kept. Open this page to join the queue again at any time:',
    signature: 'Qiaoyi 侨医 · the hospital for compatriots, open day and night',
  },
  it: {
    subject: 'Il suo posto in coda è terminato',
    ended: (patient, pausedAt, hours) =>
      `Ha scelto «Non ora» per ${patient}: ${pausedAt}. Poiché non ha detto «Sono pronto» entro ${hours} ore, questo posto è terminato.`,
    again: 'Quello che ha scritto è conservato. Apra questa pagina per rimettersi in coda quando vuole:',
    signature: 'Qiaoyi 侨医 · l’ospedale dei connazionali, aperto giorno e notte',
  },
  es: {
    subject: 'Su lugar en la cola ha terminado',
    ended: (patient, pausedAt, hours) =>
      `Eligió «Ahora no» para ${patient}: ${pausedAt}. Como no dijo «Ya puedo» en ${hours} horas, este lugar ha terminado.`,
    again: 'Lo que escribió se conserva. Abra esta página para volver a ponerse en la cola cuando quiera:',
    signature: 'Qiaoyi 侨医 · el hospital de los compatriotas, abierto día y noche',
  },
}

export interface LongPause {
  readonly email: string
  readonly locale: Locale
  readonly timeZone: string
  readonly patientName: string
  readonly pausedAt: Temporal.Instant
}

/** "Your place has ended": when it was paused, in the reader's clock, and the way back. */
export function writePauseLetter(pause: LongPause, publicUrl: string): Letter {
  const { email, locale, patientName, pausedAt, timeZone } = pause
  const { subject, ended, again, signature } = words[locale]
  const at = clockThere(pausedAt, timeZone, locale, { weekday: 'short' })
  const text = [ended(patientName, at, pauseHours), again, `    ${publicUrl}/`, signature].join('\n\n')
  return { to: email, locale, subject, text }
}
