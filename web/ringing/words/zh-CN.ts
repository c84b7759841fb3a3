export const words = {
  silent: '浏览器还没有让这个页面出声：按一下页面，有事时才会响铃。',
  soundOn: '打开声音',
  more_other: '另有 {{count}} 条',
} as const
