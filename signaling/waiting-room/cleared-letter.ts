import type { Letter } from '../letters/mail.ts'
import type { Locale } from '../shapes.ts'

interface ClearedWords {
  readonly subject: string
  readonly ended: string
  readonly place: (number: number, patient: string) => string
  readonly reason: string
  readonly again: string
  readonly signature: string
}

const words: Record<Locale, ClearedWords> = {
  'zh-CN': {
    subject: '您的候诊号已由调度员结束',
    ended: '您好！医院的调度员结束了您的这些候诊号：',
    place: (number, patient) => `${String(number)} 号 ${patient}`,
    reason: '调度员写的原因：',
    again:
      '正在呼叫或会诊中的不受影响。一小时内新排的号会保留，但暂时不叫；如情况紧急，请马上拨打当地急救电话。您写的内容还在；如有需要，可以点开这里重新排队：',
    signature: '侨医 · 全天在线的侨胞医院',
  },
  en: {
    subject: 'A coordinator has ended your places in the queue',
    ended: 'Hello! A coordinator of the hospital has ended these places of yours:',
    place: (number, patient) => `No. ${String(number)}, ${patient}`,
    reason: 'The coordinator’s reason:',
    again:
      'Whoever is being called or in a visit is not concerned. For an hour a new place is kept, and nobody calls it: in an emergency call the local emergency number now. What you wrote is kept. If you need to, open this page to join the queue again:',
    signature: 'Qiaoyi 侨医 · the hospital for compatriots, open day and night',
  },
  it: {
    subject: 'Un coordinatore ha chiuso i suoi posti in coda',
    ended: 'Buongiorno! Un coordinatore dell’ospedale ha chiuso questi suoi posti:',
    place: (number, patient) => `N. ${String(number)}, ${patient}`,
    reason: 'Il motivo del coordinatore:',
    again:
      'Chi è chiamato o in visita non è interessato. Per un’ora un nuovo posto resta suo, ma nessuno lo chiama: in caso di emergenza chiami subito il numero di emergenza locale. Quello che ha scritto è conservato. Se le serve, apra questa pagina per rimettersi in coda:',
    signature: 'Qiaoyi 侨医 · l’ospedale dei connazionali, aperto giorno e notte',
  },
  es: {
    subject: 'Un coordinador ha terminado sus lugares en la cola',
    ended: '¡Hola! Un coordinador del hospital ha terminado estos lugares suyos:',
    place: (number, patient) => `N.º ${String(number)}, ${patient}`,
    reason: 'El motivo del coordinador:',
    again:
      'A quien se está llamando o está en consulta no le afecta. Durante una hora un lugar nuevo queda guardado, pero no se le llama: en una emergencia, llame ya al número de emergencias local. Lo que escribió se conserva. Si lo necesita, abra esta página para volver a ponerse en la cola:',
    signature: 'Qiaoyi 侨医 · el hospital de los compatriotas, abierto día y noche',
  },
}

export interface Cleared {
  readonly email: string
  readonly locale: Locale
  /** In the coordinator's own words. */
  readonly reason: string
  readonly places: readonly { readonly number: number; readonly patientName: string }[]
}

/** "A coordinator has ended your places": which, why, and the way back. */
export function writeClearedLetter({ email, locale, reason, places }: Cleared, publicUrl: string): Letter {
  const { subject, ended, place, reason: because, again, signature } = words[locale]
  const listed = places.map(({ number, patientName }) => `    ${place(number, patientName)}`).join('\n')
  const text = [ended, listed, because, `    ${reason}`, again, `    ${publicUrl}/`, signature].join('\n\n')
  return { to: email, locale, subject, text }
}
