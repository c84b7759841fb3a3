/** A zone's city where no table has another: `Ho Chi Minh` of `Asia/Ho_Chi_Minh`. */
export function lastPart(timeZone: string): string {
  return timeZone.slice(timeZone.lastIndexOf('/') + 1).replaceAll('_', ' ')
}

/** `15:00 (Rome)`, `15:00（罗马）`: no time is shown without its place. */
export function inCity(time: string, city: string, language: string): string {
  return language === 'zh-CN' ? `${time}（${city}）` : `${time} (${city})`
}
