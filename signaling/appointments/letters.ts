import { clockThere } from '../cities/cities.ts'
import type { Letter } from '../letters/mail.ts'
import type { Locale, Specialty } from '../shapes.ts'

export interface AppointmentFacts {
  readonly to: string
  readonly locale: Locale
  readonly patientName: string
  readonly patientTimeZone: string
  readonly expertName: string
  readonly institution: string
  readonly expertTimeZone: string
  readonly specialty: Specialty
  readonly start: Temporal.Instant
  /** Cancelled, and still in the waiting room, or with another doctor. */
  readonly keepsPlace: boolean
  /** The page of the appointments. */
  readonly link: string
}

interface Telling {
  readonly subject: string
  readonly opening: (name: string) => string
  readonly closing: string
}

interface Words {
  readonly booked: Telling
  /** Given back for the patient. */
  readonly cancelled: Telling
  /** Cancelled by the hospital. */
  readonly cancelledByHospital: Telling
  /** Instead of the closing, where the patient waits all the same. */
  readonly placeKept: string
  readonly yourTime: string
  readonly doctorsTime: string
  readonly doctor: string
  readonly specialty: string
  readonly signature: string
  readonly specialties: Record<Specialty, string>
}

const words: Record<Locale, Words> = {
  'zh-CN': {
    booked: {
      subject: '预约成功',
      opening: (name) => `您好！已为 ${name} 预约以下视频会诊：`,
      closing: '请提前几分钟打开下面的页面，点"我到了"。如果来不了，请在那里取消，把号留给别人。',
    },
    cancelled: {
      subject: '预约已取消',
      opening: (name) => `您好！${name} 的以下预约已取消：`,
      closing: '您可以在下面的页面重新预约，或者随时直接候诊，有医生值班就为您看。',
    },
    cancelledByHospital: {
      subject: '您的预约被医院取消了',
      opening: (name) => `很抱歉，医院不得不取消 ${name} 的以下预约：`,
      closing: '这不是您的问题。您可以在下面的页面重新预约，或者随时直接候诊，有医生值班就为您看。',
    },
    placeKept: '您的候诊位置还在，不用重新排队：同科的其他医生会叫您。',
    yourTime: '您的时间',
    doctorsTime: '医生的时间',
    doctor: '医生',
    specialty: '科室',
    signature: '侨医 · 全天在线的侨胞医院',
    specialties: {
      generalPractice: '全科',
      respiratory: '呼吸科',
      paediatrics: '儿科',
      obstetricsGynaecology: '妇产科',
      internalMedicine: '内科',
      dermatology: '皮肤科',
      tcm: '中医',
      psychologicalCounselling: '心理咨询',
      psychiatry: '精神科',
      publicAffairs: '法律与公共事务',
    },
  },
  en: {
    booked: {
      subject: 'Your appointment is booked',
      opening: (name) => `Hello! This video consultation is booked for ${name}:`,
      closing:
        'Open the page below a few minutes early and press "I am here". If you cannot come, please cancel there, so that somebody else can have the time.',
    },
    cancelled: {
      subject: 'Your appointment is cancelled',
      opening: (name) => `Hello! This appointment for ${name} has been cancelled:`,
      closing:
        'On the page below you can book another, or join the waiting room, day and night: a doctor sees you once one is on duty.',
    },
    cancelledByHospital: {
      subject: 'The hospital has cancelled your appointment',
      opening: (name) => `We are sorry: the hospital has had to cancel this appointment for ${name}:`,
      closing:
        'This is not because of anything you did. On the page below you can book another, or join the waiting room, day and night: a doctor sees you once one is on duty.',
    },
    placeKept: 'You keep your place in the waiting room: another doctor of the specialty calls you.',
    yourTime: 'Your time',
    doctorsTime: 'The doctor’s time',
    doctor: 'Doctor',
    specialty: 'Specialty',
    signature: 'Qiaoyi 侨医 · the hospital for compatriots, open day and night',
    specialties: {
      generalPractice: 'General practice',
      respiratory: 'Respiratory medicine',
      paediatrics: 'Paediatrics',
      obstetricsGynaecology: 'Obstetrics and gynaecology',
      internalMedicine: 'Internal medicine',
      dermatology: 'Dermatology',
      tcm: 'Traditional Chinese medicine',
      psychologicalCounselling: 'Psychological counselling',
      psychiatry: 'Psychiatry',
      publicAffairs: 'Law and public affairs',
    },
  },
  it: {
    booked: {
      subject: 'Il suo appuntamento è prenotato',
      opening: (name) => `Buongiorno! Per ${name} è prenotato questo videoconsulto:`,
      closing:
        'Apra la pagina qui sotto qualche minuto prima e prema «Sono qui». Se non può venire, lo annulli lì, così l’orario resta libero per altri.',
    },
    cancelled: {
      subject: 'Il suo appuntamento è annullato',
      opening: (name) => `Buongiorno! Questo appuntamento per ${name} è stato annullato:`,
      closing:
        'Nella pagina qui sotto può prenotarne un altro, oppure entrare in sala d’attesa, giorno e notte: un medico la vede appena è in servizio.',
    },
    cancelledByHospital: {
      subject: 'L’ospedale ha annullato il suo appuntamento',
      opening: (name) => `Ci dispiace: l’ospedale ha dovuto annullare questo appuntamento per ${name}:`,
      closing:
        'Non dipende da lei. Nella pagina qui sotto può prenotarne un altro, oppure entrare in sala d’attesa, giorno e notte: un medico la vede appena è in servizio.',
    },
    placeKept: 'Il suo posto in sala d’attesa resta: la chiamerà un altro medico della specialità.',
    yourTime: 'La sua ora',
    doctorsTime: 'L’ora del medico',
    doctor: 'Medico',
    specialty: 'Specialità',
    signature: 'Qiaoyi 侨医 · l’ospedale dei connazionali, aperto giorno e notte',
    specialties: {
      generalPractice: 'Medicina generale',
      respiratory: 'Pneumologia',
      paediatrics: 'Pediatria',
      obstetricsGynaecology: 'Ostetricia e ginecologia',
      internalMedicine: 'Medicina interna',
      dermatology: 'Dermatologia',
      tcm: 'Medicina tradizionale cinese',
      psychologicalCounselling: 'Consulenza psicologica',
      psychiatry: 'Psichiatria',
      publicAffairs: 'Diritto e pratiche pubbliche',
    },
  },
  es: {
    booked: {
      subject: 'Su cita está reservada',
      opening: (name) => `¡Hola! Se ha reservado esta videoconsulta para ${name}:`,
      closing:
        'Abra la página de abajo unos minutos antes y pulse «Ya estoy aquí». Si no puede venir, anúlela allí para que otra persona pueda usar la hora.',
    },
    cancelled: {
      subject: 'Su cita está anulada',
      opening: (name) => `¡Hola! Se ha anulado esta cita de ${name}:`,
      closing:
        'En la página de abajo puede reservar otra, o entrar en la sala de espera, de día o de noche: le atiende un médico en cuanto esté de guardia.',
    },
    cancelledByHospital: {
      subject: 'El hospital ha anulado su cita',
      opening: (name) => `Lo sentimos: el hospital ha tenido que anular esta cita de ${name}:`,
      closing:
        'No se debe a nada que haya hecho usted. En la página de abajo puede reservar otra, o entrar en la sala de espera, de día o de noche: le atiende un médico en cuanto esté de guardia.',
    },
    placeKept: 'Conserva su lugar en la sala de espera: le llamará otro médico de la especialidad.',
    yourTime: 'Su hora',
    doctorsTime: 'La hora del médico',
    doctor: 'Médico',
    specialty: 'Especialidad',
    signature: 'Qiaoyi 侨医 · el hospital de los compatriotas, abierto día y noche',
    specialties: {
      generalPractice: 'Medicina general',
      respiratory: 'Neumología',
      paediatrics: 'Pediatría',
      obstetricsGynaecology: 'Obstetricia y ginecología',
      internalMedicine: 'Medicina interna',
      dermatology: 'Dermatología',
      tcm: 'Medicina tradicional china',
      psychologicalCounselling: 'Atención psicológica',
      psychiatry: 'Psiquiatría',
      publicAffairs: 'Derecho y trámites públicos',
    },
  },
}

/** `Tuesday, 24 November 2026, 14:00 (Rome)`, in the reader's language. */
export function writeClock(instant: Temporal.Instant, timeZone: string, locale: Locale): string {
  return clockThere(instant, timeZone, locale, { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' })
}

/** Tells a patient's account, in its language, of an appointment that was booked or cancelled, in both people's clocks. */
export function writeAppointmentLetter(
  kind: 'booked' | 'cancelled' | 'cancelledByHospital',
  facts: AppointmentFacts,
): Letter {
  const { to, locale, start } = facts
  const said = words[locale]
  const { subject, opening, closing } = said[kind]
  const colon = locale === 'zh-CN' ? '：' : ': '
  const lines = [
    [said.yourTime, writeClock(start, facts.patientTimeZone, locale)],
    [said.doctorsTime, writeClock(start, facts.expertTimeZone, locale)],
    [said.doctor, `${facts.expertName}, ${facts.institution}`],
    [said.specialty, said.specialties[facts.specialty]],
  ].map(([label, value]) => `${label}${colon}${value}`)
  const outlook = facts.keepsPlace ? said.placeKept : closing
  const text = [opening(facts.patientName), lines.join('\n'), outlook, facts.link, said.signature].join('\n\n')
  return { to, locale, subject, text }
}
