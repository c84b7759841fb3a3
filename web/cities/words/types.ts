// Written by `npm run words` from zh-CN.json.
export interface Words {
  search: never
  searchHint: never
  found: 'count'
  nothing: never
  back: never
}
