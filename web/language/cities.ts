import type { Language } from './language.ts'

/** Where the compatriots and the experts are: zone → its city in zh-CN, it, es; in English only where the zone's own name is not it. */
const cities: Readonly<Record<string, readonly [zh: string, it: string, es: string, en?: string]>> = {
  'Asia/Shanghai': ['北京', 'Pechino', 'Pekín', 'Beijing'],
  'Asia/Urumqi': ['乌鲁木齐', 'Urumqi', 'Urumchi'],
  'Asia/Hong_Kong': ['香港', 'Hong Kong', 'Hong Kong'],
  'Asia/Macau': ['澳门', 'Macao', 'Macao'],
  'Asia/Taipei': ['台北', 'Taipei', 'Taipéi'],
  'Asia/Singapore': ['新加坡', 'Singapore', 'Singapur'],
  'Asia/Tokyo': ['东京', 'Tokyo', 'Tokio'],
  'Asia/Seoul': ['首尔', 'Seul', 'Seúl'],
  'Asia/Bangkok': ['曼谷', 'Bangkok', 'Bangkok'],
  'Asia/Kuala_Lumpur': ['吉隆坡', 'Kuala Lumpur', 'Kuala Lumpur'],
  'Asia/Jakarta': ['雅加达', 'Giacarta', 'Yakarta'],
  'Asia/Manila': ['马尼拉', 'Manila', 'Manila'],
  'Asia/Ho_Chi_Minh': ['胡志明市', 'Ho Chi Minh', 'Ho Chi Minh', 'Ho Chi Minh City'],
  'Asia/Saigon': ['胡志明市', 'Ho Chi Minh', 'Ho Chi Minh', 'Ho Chi Minh City'],
  'Asia/Dubai': ['迪拜', 'Dubai', 'Dubái'],
  'Asia/Kolkata': ['加尔各答', 'Calcutta', 'Calcuta'],
  'Asia/Calcutta': ['加尔各答', 'Calcutta', 'Calcuta', 'Kolkata'],
  'Europe/Rome': ['罗马', 'Roma', 'Roma'],
  'Europe/Madrid': ['马德里', 'Madrid', 'Madrid'],
  'Europe/Paris': ['巴黎', 'Parigi', 'París'],
  'Europe/London': ['伦敦', 'Londra', 'Londres'],
  'Europe/Berlin': ['柏林', 'Berlino', 'Berlín'],
  'Europe/Vienna': ['维也纳', 'Vienna', 'Viena'],
  'Europe/Zurich': ['苏黎世', 'Zurigo', 'Zúrich'],
  'Europe/Brussels': ['布鲁塞尔', 'Bruxelles', 'Bruselas'],
  'Europe/Amsterdam': ['阿姆斯特丹', 'Amsterdam', 'Ámsterdam'],
  'Europe/Lisbon': ['里斯本', 'Lisbona', 'Lisboa'],
  'Europe/Dublin': ['都柏林', 'Dublino', 'Dublín'],
  'Europe/Athens': ['雅典', 'Atene', 'Atenas'],
  'Europe/Prague': ['布拉格', 'Praga', 'Praga'],
  'Europe/Budapest': ['布达佩斯', 'Budapest', 'Budapest'],
  'Europe/Warsaw': ['华沙', 'Varsavia', 'Varsovia'],
  'Europe/Bucharest': ['布加勒斯特', 'Bucarest', 'Bucarest'],
  'Europe/Stockholm': ['斯德哥尔摩', 'Stoccolma', 'Estocolmo'],
  'Europe/Oslo': ['奥斯陆', 'Oslo', 'Oslo'],
  'Europe/Copenhagen': ['哥本哈根', 'Copenaghen', 'Copenhague'],
  'Europe/Helsinki': ['赫尔辛基', 'Helsinki', 'Helsinki'],
  'Europe/Moscow': ['莫斯科', 'Mosca', 'Moscú'],
  'Europe/Kyiv': ['基辅', 'Kiev', 'Kiev'],
  'Europe/Kiev': ['基辅', 'Kiev', 'Kiev', 'Kyiv'],
  'Europe/Istanbul': ['伊斯坦布尔', 'Istanbul', 'Estambul'],
  'Atlantic/Canary': ['加那利群岛', 'Canarie', 'Canarias', 'Canary Islands'],
  'America/New_York': ['纽约', 'New York', 'Nueva York'],
  'America/Chicago': ['芝加哥', 'Chicago', 'Chicago'],
  'America/Denver': ['丹佛', 'Denver', 'Denver'],
  'America/Los_Angeles': ['洛杉矶', 'Los Angeles', 'Los Ángeles'],
  'America/Toronto': ['多伦多', 'Toronto', 'Toronto'],
  'America/Vancouver': ['温哥华', 'Vancouver', 'Vancouver'],
  'America/Mexico_City': ['墨西哥城', 'Città del Messico', 'Ciudad de México'],
  'America/Panama': ['巴拿马城', 'Panama', 'Panamá'],
  'America/Bogota': ['波哥大', 'Bogotà', 'Bogotá'],
  'America/Lima': ['利马', 'Lima', 'Lima'],
  'America/Caracas': ['加拉加斯', 'Caracas', 'Caracas'],
  'America/Guayaquil': ['瓜亚基尔', 'Guayaquil', 'Guayaquil'],
  'America/Santiago': ['圣地亚哥', 'Santiago', 'Santiago'],
  'America/Sao_Paulo': ['圣保罗', 'San Paolo', 'São Paulo', 'São Paulo'],
  'America/Argentina/Buenos_Aires': ['布宜诺斯艾利斯', 'Buenos Aires', 'Buenos Aires'],
  'America/Buenos_Aires': ['布宜诺斯艾利斯', 'Buenos Aires', 'Buenos Aires'],
  'Africa/Johannesburg': ['约翰内斯堡', 'Johannesburg', 'Johannesburgo'],
  'Africa/Lagos': ['拉各斯', 'Lagos', 'Lagos'],
  'Africa/Cairo': ['开罗', 'Il Cairo', 'El Cairo'],
  'Africa/Luanda': ['罗安达', 'Luanda', 'Luanda'],
  'Africa/Addis_Ababa': ['亚的斯亚贝巴', 'Addis Abeba', 'Adís Abeba'],
  'Africa/Nairobi': ['内罗毕', 'Nairobi', 'Nairobi'],
  'Australia/Sydney': ['悉尼', 'Sydney', 'Sídney'],
  'Australia/Melbourne': ['墨尔本', 'Melbourne', 'Melbourne'],
  'Australia/Perth': ['珀斯', 'Perth', 'Perth'],
  'Pacific/Auckland': ['奥克兰', 'Auckland', 'Auckland'],
}

/** The city that names a zone, in the reader's language; for a zone that is not in the table, the IANA name's own city. */
export function cityName(timeZone: string, language: Language): string {
  const own = (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ')
  const names = cities[timeZone]
  if (names === undefined) return own
  if (language === 'en') return names[3] ?? own
  return language === 'zh-CN' ? names[0] : language === 'it' ? names[1] : names[2]
}

/** Every zone this browser knows, those of the table first, to choose from by city. */
export function allZones(): string[] {
  const known = new Set(Intl.supportedValuesOf('timeZone'))
  const common = Object.keys(cities).filter((zone) => known.has(zone))
  const rest = [...known].filter((zone) => !common.includes(zone) && zone.includes('/') && !zone.startsWith('Etc/'))
  return [...common, ...rest.toSorted()]
}
