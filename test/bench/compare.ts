/** Takes one measurement: a rate per second, or a duration in milliseconds, as the comparison's `unit` says. */
export type Measure = () => Promise<number>

export interface Comparison {
  readonly name: string
  readonly unit: '1/s' | 'ms'
  /** What the ratio ours ÷ bare should be: at least for rates, at most for durations. */
  readonly aim: number
  readonly ours: Measure
  readonly bare: Measure
}

export interface Row extends Pick<Comparison, 'name' | 'unit' | 'aim'> {
  readonly ours: number
  readonly bare: number
  /** Median of the rounds' ratios, and the smallest and largest of them. */
  readonly ratio: number
  readonly spread: readonly [number, number]
}

/** A row, and where its cost goes in words. */
export interface Finding {
  readonly row: Row
  readonly note: string
}

const ROUNDS = 5

/**
 * Measures both sides in five rounds, one after the other and each time the other one first, so that whatever slows the
 * machine for a while slows both. A first measurement of each is thrown away.
 */
export async function compare({ name, unit, aim, ours, bare }: Comparison): Promise<Row> {
  await bare()
  await ours()
  const rounds: { ours: number; bare: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    if (round % 2 === 0) {
      const measured = await bare()
      rounds.push({ bare: measured, ours: await ours() })
    } else {
      const measured = await ours()
      rounds.push({ ours: measured, bare: await bare() })
    }
  }
  const ratios = rounds.map((round) => round.ours / round.bare)
  return {
    name,
    unit,
    aim,
    ours: median(rounds.map((round) => round.ours)),
    bare: median(rounds.map((round) => round.bare)),
    ratio: median(ratios),
    spread: [Math.min(...ratios), Math.max(...ratios)],
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** One line a comparison; the names last, since they are long. */
export function table(rows: readonly Row[]): string {
  const head = ['ratio', 'spread', 'aim', '', 'ours', 'bare', '', 'what']
  const cells = rows.map(({ ratio, spread, aim, ours, bare, unit, name }) => {
    const met = unit === 'ms' ? ratio <= aim : ratio >= aim
    const relation = unit === 'ms' ? '≤' : '≥'
    return [
      ratio.toFixed(2),
      spread.map((end) => end.toFixed(2)).join('–'),
      `${relation} ${aim}`,
      met ? 'met' : 'missed',
      figure(ours),
      figure(bare),
      unit,
      name,
    ]
  })
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => (row[column] ?? '').length)))
  return [head, ...cells]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
}
