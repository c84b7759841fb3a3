/** Room on the screen, in CSS pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** Between a phone's 9:16 and a desk's 16:9 nobody knows what comes; this wastes least of both. */
const pictureRatio = 4 / 3
/** A conversation needs so many CSS pixels for a sentence to be read and written; `share` of what there is, otherwise. */
const chat = { narrowest: 260, widest: 320, lowest: 190, share: 0.4 } as const

/** The area of one picture when so many stand in so many columns. */
function areaOf(count: number, columns: number, { width, height }: Size): number {
  const rows = Math.ceil(count / columns)
  const wide = Math.max(0, Math.min(width / columns, (height / rows) * pictureRatio))
  return (wide * wide) / pictureRatio
}

/** How many columns show so many pictures largest. */
export function columnsFor(count: number, size: Size): number {
  const candidates = Array.from({ length: Math.max(1, count) }, (_, index) => index + 1)
  return candidates.reduce((best, columns) =>
    areaOf(count, columns, size) > areaOf(count, best, size) ? columns : best,
  )
}

/** How many columns the first picture takes, so that no place stays empty. */
export function firstSpans(count: number, columns: number): number {
  return 1 + Math.ceil(count / columns) * columns - count
}

/** Where the conversation leaves the pictures most room, and how many pixels it takes there. */
export function placeChat(size: Size | undefined, pictures: number): { at: 'beside' | 'below'; pixels: number } {
  const { width, height } = size ?? { width: 0, height: 0 }
  const wide = Math.min(chat.widest, Math.max(chat.narrowest, width * chat.share))
  const high = Math.max(chat.lowest, height * chat.share)
  const count = Math.max(1, pictures)
  const left = (room: Size): number => areaOf(count, columnsFor(count, room), room)
  const beside = left({ width: width - wide, height }) > left({ width, height: height - high })
  return beside ? { at: 'beside', pixels: wide } : { at: 'below', pixels: high }
}
