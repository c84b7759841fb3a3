/** Takes one measurement: a rate per second, or a duration in milliseconds, as the comparison's `unit` says. */
export type Measure = () => Promise<number>

interface Compared {
  readonly name: string
  readonly unit: '1/s' | 'ms' | 'B'
  /** What the ratio ours ÷ bare should be: at least for rates, at most for durations and sizes. */
  readonly aim: number
}

export interface Comparison extends Compared {
  readonly ours: Measure
  readonly bare: Measure
}

/** Both sides of one round. */
export interface Round {
  readonly ours: number
  readonly bare: number
}

interface Ratio extends Compared, Round {
  /** Median of the rounds' ratios, and the smallest and largest of them. */
  readonly ratio: number
  readonly spread: readonly [number, number]
}

interface Counted {
  readonly name: string
  /** Of what was counted and of the aim: `ms`, `B`, `statements`. */
  readonly unit: string
  /** At most so many. */
  readonly aim: number
}

/** What has no peer: counts and durations that people have reason to care for by themselves. */
interface Figure extends Counted {
  /** Median of what was measured, and the smallest and largest. */
  readonly measured: number
  readonly spread: readonly [number, number]
}

export type Row = Ratio | Figure

/** Rows of one scene, and where their cost goes in words. */
export interface Finding {
  readonly rows: readonly Row[]
  readonly note: string
}

const ROUNDS = 5

/**
 * Measures both sides in five rounds, one after the other and each time the other one first, so that whatever slows the
 * machine for a while slows both. A first measurement of each is thrown away.
 */
export async function compare({ ours, bare, ...compared }: Comparison): Promise<Row> {
  await bare()
  await ours()
  const rounds: Round[] = []
  for (let round = 0; round < ROUNDS; round++) {
    if (round % 2 === 0) {
      const measured = await bare()
      rounds.push({ bare: measured, ours: await ours() })
    } else {
      const measured = await ours()
      rounds.push({ ours: measured, bare: await bare() })
    }
  }
  return ratioOf(compared, rounds)
}

export function ratioOf(compared: Compared, rounds: readonly Round[]): Row {
  const ratios = rounds.map(({ ours, bare }) => ours / bare)
  return {
    ...compared,
    ours: median(rounds.map(({ ours }) => ours)),
    bare: median(rounds.map(({ bare }) => bare)),
    ratio: median(ratios),
    spread: spreadOf(ratios),
  }
}

export function figureOf(counted: Counted, values: readonly number[]): Row {
  return { ...counted, measured: median(values), spread: spreadOf(values) }
}

function spreadOf(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)]
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** One line a row; the names last, since they are long. What has no peer is measured, and aimed at, in its own unit. */
export function table(rows: readonly Row[]): string {
  const head = ['measured', 'spread', 'aim', '', 'ours', 'bare', '', 'what']
  const cells = rows.map((row) => ('ratio' in row ? cellsOfRatio(row) : cellsOfFigure(row)))
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

function cellsOfRatio({ ratio, spread, aim, ours, bare, unit, name }: Ratio): string[] {
  const isRate = unit === '1/s'
  return [
    ratio.toFixed(2),
    spread.map((end) => end.toFixed(2)).join('–'),
    `${isRate ? '≥' : '≤'} ${aim}`,
    verdict(isRate ? ratio >= aim : ratio <= aim),
    figure(ours),
    figure(bare),
    unit,
    name,
  ]
}

function cellsOfFigure({ measured, spread, aim, unit, name }: Figure): string[] {
  const aimed = `≤ ${figure(aim)}`
  return [figure(measured), spread.map(figure).join('–'), aimed, verdict(measured <= aim), '', '', unit, name]
}

function verdict(met: boolean): string {
  return met ? 'met' : 'missed'
}

function figure(value: number): string {
  if (Number.isInteger(value) || value >= 100) return Math.round(value).toLocaleString('en')
  return value.toPrecision(3)
}
