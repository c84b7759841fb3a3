import type { Specialty, SpokenLanguage } from '../../signaling/shapes.ts'
import type { RedFlag, Supply, Urgency } from '../../signaling/waiting-room/contract.ts'

export interface DemoTicket {
  readonly patient: string
  readonly complaint: string
  readonly redFlags: readonly RedFlag[]
  readonly urgency: Urgency
  /** null: not sure. */
  readonly specialty: Specialty | null
  readonly languages: readonly SpokenLanguage[]
  readonly toBeSupplied: readonly Supply[]
  readonly minutesAgo: number
  /** They have said "not now". */
  readonly paused?: true
}

/**
 * Who waits. Nobody here may be matched with a general practitioner of the demo: whoever signs in as the demo's doctor is
 * to meet the person who signs in as its compatriot. So the one who is not sure, and whom general practice could take,
 * speaks a language that none of them does, and those whose case general practice may take because it can't wait have said
 * "not now".
 */
export const demoWaiting: readonly DemoTicket[] = [
  {
    patient: 'jianping',
    complaint:
      '胸口发闷半个多小时，左肩也酸，出冷汗。家里人打了112，救护车刚到，先让他们检查。我有高血压，回头想问问手边的药能不能吃。',
    redFlags: ['chestPain'],
    urgency: 'emergency',
    specialty: 'internalMedicine',
    languages: ['wuu-qt', 'cmn'],
    toBeSupplied: ['medicationList', 'earlierReports'],
    minutesAgo: 4,
    paused: true,
  },
  {
    patient: 'yinuo',
    complaint:
      '宝宝五个月，昨天半夜开始发烧，刚才量耳温39.2℃，吃了一次布洛芬退到38℃又烧上来。精神还可以，奶喝得少，没有抽过。现在带她去急诊，看完了再请医生帮忙看单子。',
    redFlags: ['infantFever'],
    urgency: 'urgent',
    specialty: 'paediatrics',
    languages: ['cmn', 'wuu-qt'],
    toBeSupplied: ['photos'],
    minutesAgo: 23,
    paused: true,
  },
  {
    patient: 'leon',
    complaint:
      'Seit etwa zwei Wochen immer wieder Schwindel, vor allem beim Aufstehen, und nachmittags sehr müde. Ich weiß nicht, welches Fach das ist. Chinesisch verstehe ich leider kaum, Deutsch bitte.',
    redFlags: [],
    urgency: 'routine',
    specialty: null,
    languages: ['de'],
    toBeSupplied: ['earlierReports'],
    minutesAgo: 37,
  },
  {
    patient: 'xiaoqin',
    complaint:
      '两只手手背和手指缝起红疹，痒了十来天，做餐饮天天碰水，戴橡胶手套更痒。药房买的药膏涂了好一点，停了又发。',
    redFlags: [],
    urgency: 'routine',
    specialty: 'dermatology',
    languages: ['cmn', 'it'],
    toBeSupplied: ['photos'],
    minutesAgo: 52,
  },
  {
    patient: 'xiuying',
    complaint:
      '我妈腰腿痛老毛病，天冷又犯了，右腿发麻，走两百米要歇。以前在老家扎针有用，想问问这边吃什么中药、怎么贴膏药。',
    redFlags: [],
    urgency: 'routine',
    specialty: 'tcm',
    languages: ['wuu-wz'],
    toBeSupplied: ['earlierReports', 'medicationList'],
    minutesAgo: 68,
  },
  {
    patient: 'yifan',
    complaint:
      '快期末了，连着三周凌晨三四点才睡着，白天上课走神，一想到家里花的学费就心慌。没有伤害自己的想法，就是想找人说说。',
    redFlags: [],
    urgency: 'routine',
    specialty: 'psychologicalCounselling',
    languages: ['cmn'],
    toBeSupplied: [],
    minutesAgo: 15,
  },
]
