import type { Locale, SpokenLanguage } from '../../signaling/shapes.ts'

/** Where the addresses of the demo's people would be; the name is reserved for examples, no letter gets there. */
export const demoDomain = 'demo.example'

interface DemoPatient {
  /** Visits and tickets name their patient by it. */
  readonly key: string
  readonly name: string
  readonly relationship: 'self' | 'child' | 'parent' | 'spouse'
  /** Of a child, months and not a date, so that an infant stays one whenever the demo is made. */
  readonly birthDate?: string
  readonly monthsOld?: number
  readonly gender: 'male' | 'female'
}

export interface DemoHousehold {
  readonly key: string
  readonly name: string
  readonly timeZone: string
  readonly country: string
  readonly locale: Locale
  readonly languages: readonly SpokenLanguage[]
  readonly patients: readonly DemoPatient[]
}

/** Kept apart from {@link demoHouseholds}: the one whose link is printed, who waits nowhere yet. */
const meiling: DemoHousehold = {
  key: 'chen.meiling',
  name: '陈美玲',
  timeZone: 'Europe/Rome',
  country: 'IT',
  locale: 'zh-CN',
  languages: ['cmn', 'wuu-wz', 'it'],
  patients: [
    { key: 'meiling', name: '陈美玲', relationship: 'self', birthDate: '1979-04-12', gender: 'female' },
    { key: 'zixuan', name: '林子轩', relationship: 'child', monthsOld: 98, gender: 'male' },
    { key: 'afu', name: '陈阿福', relationship: 'parent', birthDate: '1949-10-03', gender: 'male' },
  ],
}

export const demoCompatriotKey = meiling.key

export const demoHouseholds: readonly DemoHousehold[] = [
  meiling,
  {
    key: 'ye.xiaohong',
    name: '叶晓红',
    timeZone: 'Europe/Madrid',
    country: 'ES',
    locale: 'zh-CN',
    languages: ['cmn', 'wuu-qt', 'es'],
    patients: [
      { key: 'xiaohong', name: '叶晓红', relationship: 'self', birthDate: '1994-01-30', gender: 'female' },
      { key: 'yinuo', name: '陈一诺', relationship: 'child', monthsOld: 5, gender: 'female' },
    ],
  },
  {
    key: 'leon.zhang',
    name: 'Leon Zhang 张乐恒',
    timeZone: 'Europe/Berlin',
    country: 'DE',
    locale: 'en',
    languages: ['de'],
    patients: [{ key: 'leon', name: 'Leon Zhang', relationship: 'self', birthDate: '2006-08-19', gender: 'male' }],
  },
  {
    key: 'hu.jianping',
    name: '胡建平',
    timeZone: 'Europe/Madrid',
    country: 'ES',
    locale: 'es',
    languages: ['wuu-qt', 'cmn', 'es'],
    patients: [
      { key: 'jianping', name: '胡建平', relationship: 'self', birthDate: '1962-11-05', gender: 'male' },
      { key: 'guizhen', name: '季桂珍', relationship: 'spouse', birthDate: '1964-03-17', gender: 'female' },
    ],
  },
  {
    key: 'zhou.xiaoqin',
    name: '周小琴',
    timeZone: 'Europe/Rome',
    country: 'IT',
    locale: 'zh-CN',
    languages: ['cmn', 'it'],
    patients: [{ key: 'xiaoqin', name: '周小琴', relationship: 'self', birthDate: '1988-06-21', gender: 'female' }],
  },
  {
    key: 'pan.lei',
    name: '潘磊',
    timeZone: 'Europe/Rome',
    country: 'IT',
    locale: 'it',
    languages: ['wuu-wz', 'cmn', 'it'],
    patients: [
      { key: 'lei', name: '潘磊', relationship: 'self', birthDate: '1985-12-09', gender: 'male' },
      { key: 'xiuying', name: '潘秀英', relationship: 'parent', birthDate: '1953-02-14', gender: 'female' },
    ],
  },
  {
    key: 'he.yifan',
    name: '何一凡',
    timeZone: 'America/Toronto',
    country: 'CA',
    locale: 'en',
    languages: ['cmn', 'en'],
    patients: [{ key: 'yifan', name: '何一凡', relationship: 'self', birthDate: '2003-05-27', gender: 'male' }],
  },
  {
    key: 'zheng.wei',
    name: '郑伟',
    timeZone: 'Europe/Paris',
    country: 'FR',
    locale: 'zh-CN',
    languages: ['cmn', 'wuu-wz', 'fr'],
    patients: [
      { key: 'zhengwei', name: '郑伟', relationship: 'self', birthDate: '1975-09-02', gender: 'male' },
      { key: 'haoran', name: '郑浩然', relationship: 'child', monthsOld: 52, gender: 'male' },
    ],
  },
  {
    key: 'wu.mengjie',
    name: '吴梦洁',
    timeZone: 'Europe/Lisbon',
    country: 'PT',
    locale: 'zh-CN',
    languages: ['cmn', 'pt'],
    patients: [{ key: 'mengjie', name: '吴梦洁', relationship: 'self', birthDate: '1996-07-08', gender: 'female' }],
  },
  {
    key: 'lin.guohua',
    name: '林国华',
    timeZone: 'America/New_York',
    country: 'US',
    locale: 'zh-CN',
    languages: ['cmn', 'wuu-wz', 'en'],
    patients: [{ key: 'guohua', name: '林国华', relationship: 'self', birthDate: '1957-03-29', gender: 'male' }],
  },
]

export const demoCoordinators = [
  { key: 'li.shuzhen', name: '李淑贞', timeZone: 'Asia/Shanghai' },
  { key: 'xu.lei', name: '徐磊', timeZone: 'Europe/Madrid' },
] as const

/** Whoever checked the licences and made the roster. */
export const demoCoordinatorKey = demoCoordinators[0].key
