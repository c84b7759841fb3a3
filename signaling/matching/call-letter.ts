import { clockThere } from '../cities/cities.ts'
import type { Letter } from '../letters/mail.ts'
import type { Locale } from '../shapes.ts'

interface CallWords {
  readonly subject: (expert: string) => string
  readonly calling: (patient: string, expert: string) => string
  readonly answer: string
  readonly until: (yours: string, theirs: string) => string
  readonly missed: string
  readonly lastCall: string
  readonly signature: string
}

const words: Record<Locale, CallWords> = {
  'zh-CN': {
    subject: (expert) => `${expert}医生正在呼叫您`,
    calling: (patient, expert) => `${expert}医生现在可以为 ${patient} 看诊了。`,
    answer: '请点开这里接听：',
    until: (yours, theirs) => `请在这个时间之前接听：${yours}。医生那边是${theirs}。`,
    missed: '如果没有接到，也不用着急：您的位置会保留，几分钟后我们会再次呼叫。',
    lastCall: '这是第三次呼叫。如果这次仍未接听，本次候诊将结束，您随时可以重新排队。',
    signature: '侨医 · 全天在线的侨胞医院',
  },
  en: {
    subject: (expert) => `${expert} is calling you`,
    calling: (patient, expert) => `${expert} is ready to see ${patient} now.`,
    answer: 'Open this page to answer:',
    until: (yours, theirs) => `Please answer before ${yours}; where the doctor is, that is ${theirs}.`,
    missed: 'If you miss it, nothing is lost: you keep your place, and we call again in a few minutes.',
    lastCall: 'This is the third call. If it is missed too, your place ends; you can join the queue again at any time.',
    signature: 'Qiaoyi 侨医 · the hospital for compatriots, open day and night',
  },
  it: {
    subject: (expert) => `${expert} la sta chiamando`,
    calling: (patient, expert) => `${expert} può visitare ${patient} adesso.`,
    answer: 'Apra questa pagina per rispondere:',
    until: (yours, theirs) => `Risponda entro le ${yours}; dove si trova il medico sono le ${theirs}.`,
    missed: 'Se non riesce, non perde nulla: il posto resta suo e richiameremo tra qualche minuto.',
    lastCall:
      'Questa è la terza chiamata. Senza risposta il suo posto in coda termina; può rimettersi in coda quando vuole.',
    signature: 'Qiaoyi 侨医 · l’ospedale dei connazionali, aperto giorno e notte',
  },
  es: {
    subject: (expert) => `${expert} le está llamando`,
    calling: (patient, expert) => `${expert} puede atender ahora a ${patient}.`,
    answer: 'Abra esta página para responder:',
    until: (yours, theirs) => `Responda antes de las ${yours}; donde está el médico son las ${theirs}.`,
    missed: 'Si no llega a tiempo, no pierde nada: conserva su lugar y volveremos a llamar en unos minutos.',
    lastCall:
      'Esta es la tercera llamada. Si no responde, su lugar en la cola termina; puede volver a ponerse en la cola cuando quiera.',
    signature: 'Qiaoyi 侨医 · el hospital de los compatriotas, abierto día y noche',
  },
}

export interface CallFacts {
  readonly email: string
  readonly locale: Locale
  readonly patientName: string
  readonly patientTimeZone: string
  readonly nameHan: string
  readonly nameLatin: string
  readonly doctorTimeZone: string
  readonly callUntil: Temporal.Instant
  /** Whether the place ends if this call is missed. */
  readonly last: boolean
}

/** "The doctor is calling you", with the time left in both people's clocks; the minute has begun, so that it is never too late. */
export function writeCallLetter(call: CallFacts, publicUrl: string): Letter {
  const { locale } = call
  const { subject, calling, answer, until, missed, lastCall, signature } = words[locale]
  const expert = locale === 'zh-CN' ? call.nameHan : call.nameLatin
  return {
    to: call.email,
    locale,
    subject: subject(expert),
    text: [
      calling(call.patientName, expert),
      answer,
      `    ${publicUrl}/`,
      until(
        clockThere(call.callUntil, call.patientTimeZone, locale),
        clockThere(call.callUntil, call.doctorTimeZone, locale),
      ),
      call.last ? lastCall : missed,
      signature,
    ].join('\n\n'),
  }
}
