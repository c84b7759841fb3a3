export const words = {
  silent: '浏览器还没有让这个页面出声：按一下页面，来电时才会响铃。',
  soundOn: '打开铃声',
} as const
