import type { Locale } from '../shapes.ts'
import type { Letter } from '../letters/mail.ts'

interface CodeWords {
  readonly subject: string
  readonly greeting: string
  readonly works: (minutes: number) => string
  readonly notYou: string
  readonly signature: string
}

const words: Record<Locale, CodeWords> = {
  'zh-CN': {
    subject: '侨医登录验证码',
    greeting: '您好！您的登录验证码是：',
    works: (minutes) =>
      `请在 ${minutes} 分钟内，在您获取验证码的那个页面输入，只能使用一次。请不要告诉任何人，我们的工作人员也不会向您索要。`,
    notYou: '如果不是您本人在登录，不用理会这封邮件。',
    signature: '侨医 · 全天在线的侨胞医院',
  },
  en: {
    subject: 'Your Qiaoyi sign-in code',
    greeting: 'Hello! Your sign-in code is:',
    works: (minutes) =>
      `Enter it within ${minutes} minutes, on the page where you asked for it; it works once. Tell nobody: our staff will never ask you for it.`,
    notYou: 'If it was not you who is signing in, you can ignore this letter.',
    signature: 'Qiaoyi 侨医 · the hospital for compatriots, open day and night',
  },
  it: {
    subject: 'Il suo codice di accesso a Qiaoyi',
    greeting: 'Buongiorno! Il suo codice di accesso è:',
    works: (minutes) =>
      `Lo inserisca entro ${minutes} minuti nella pagina in cui lo ha chiesto; vale una volta sola. Non lo dica a nessuno: il nostro personale non glielo chiederà mai.`,
    notYou: 'Se non è lei che sta accedendo, può ignorare questo messaggio.',
    signature: 'Qiaoyi 侨医 · l’ospedale dei connazionali, aperto giorno e notte',
  },
  es: {
    subject: 'Su código de acceso a Qiaoyi',
    greeting: '¡Hola! Su código de acceso es:',
    works: (minutes) =>
      `Introdúzcalo antes de ${minutes} minutos en la página donde lo pidió; sirve una sola vez. No se lo diga a nadie: nuestro personal nunca se lo pedirá.`,
    notYou: 'Si no es usted quien está accediendo, puede ignorar este mensaje.',
    signature: 'Qiaoyi 侨医 · el hospital de los compatriotas, abierto día y noche',
  },
}

export function writeCodeLetter(to: string, locale: Locale, code: string, validMinutes: number): Letter {
  const { subject, greeting, works, notYou, signature } = words[locale]
  return {
    to,
    locale,
    subject,
    text: [greeting, `    ${code}`, works(validMinutes), notYou, signature].join('\n\n'),
  }
}
