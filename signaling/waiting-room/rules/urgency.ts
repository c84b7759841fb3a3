import type { RedFlag, Urgency } from '../contract.ts'

/**
 * What each red flag makes of a ticket. Red flags are yes/no questions that people answer for themselves, so they err on
 * the side of the more urgent; they order the queue and never diagnose, and a coordinator may say otherwise.
 *
 * - `unconscious`, `breathless`, `severeAllergy`, `heavyBleeding`: the immediate and very urgent general discriminators
 *   of the Manchester Triage System (airway, breathing, shock, unresponsive, exsanguinating or uncontrollable
 *   haemorrhage), level 1–2 of the Emergency Severity Index.
 * - `chestPain`, `strokeSigns`: ESI v4, decision point B, "high-risk situation" (possible acute coronary syndrome, signs
 *   of stroke); very urgent in Manchester.
 * - `selfHarm`: ESI decision point B names the suicidal patient; Manchester "high risk of self-harm" is very urgent.
 * - `pregnancyBleeding`: Manchester, pregnancy chart: vaginal bleeding, from urgent to immediate by amount and week, which
 *   a yes/no question can't tell; taken as urgent, and as an emergency together with `heavyBleeding`.
 * - `infantFever`: NICE NG143 puts 38 °C and more under three months among the red (high-risk) features, and 39 °C and
 *   more at three to six months among the amber ones; age and temperature are asked by the doctor, so: urgent.
 */
const urgencyOfFlag: Readonly<Record<RedFlag, Urgency>> = {
  chestPain: 'emergency',
  breathless: 'emergency',
  strokeSigns: 'emergency',
  heavyBleeding: 'emergency',
  unconscious: 'emergency',
  severeAllergy: 'emergency',
  selfHarm: 'emergency',
  infantFever: 'urgent',
  pregnancyBleeding: 'urgent',
}

const rank: Readonly<Record<Urgency, number>> = { emergency: 0, urgent: 1, routine: 2 }

/** The gravest of the flags, `routine` where there is none. */
export function urgencyOf(flags: readonly RedFlag[]): Urgency {
  return flags.reduce<Urgency>((gravest, flag) => {
    const urgency = urgencyOfFlag[flag]
    return rank[urgency] < rank[gravest] ? urgency : gravest
  }, 'routine')
}
