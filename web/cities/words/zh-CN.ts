export const words = {
  search: '查找城市',
  searchHint: '中文、英文、意大利文、西班牙文的名字都可以。',
  found_other: '{{count}} 个城市',
  nothing: '没有找到。请输入附近大城市的名字，只要时间相同就行。',
  back: '返回',
} as const
