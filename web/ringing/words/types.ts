// Written by `npm run words` from zh-CN.json.
export interface Words {
  silent: never
  soundOn: never
  more: 'count'
}
