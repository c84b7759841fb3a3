/** Given to Node by `--import`: the machine's clock is wrong by so many milliseconds, before anything of ours is loaded. */
const wrongBy = Number(process.env['WRONG_BY_MS'] ?? 0)
const right = Date.now.bind(Date)

globalThis.Date = class extends Date {
  constructor(...given: readonly unknown[]) {
    super(...((given.length === 0 ? [right() + wrongBy] : given) as [number]))
  }
  static override now(): number {
    return right() + wrongBy
  }
} as DateConstructor

const rightInstant = Temporal.Now.instant.bind(Temporal.Now)
Temporal.Now.instant = () => rightInstant().add({ milliseconds: wrongBy })
