import { useWords } from '../language/language.ts'
import { usePlace } from '../navigation/navigation.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { barOf, ringingOf } from './reasons.ts'
import type { RingReason } from './reasons.ts'
import styles from './ringing.module.css'
import { markSeen, useSeen, useShown } from './seen.ts'
import { ringingWords } from './words.ts'

/** What is not on the screen itself: a bar for each place where something is to be seen to. */
export function Bars({ reasons }: { reasons: readonly RingReason[] }) {
  const seen = useSeen()
  const bar = barOf(reasons, seen, useShown())
  const ringing = ringingOf(bar, seen)
  const places = [...new Set(bar.map(({ to }) => to))]
  return (
    <div role="alert">
      {places.map((to) => {
        const there = bar.filter((reason) => reason.to === to)
        return <Bar key={to} to={to} reasons={there} rings={there.some((reason) => ringing.includes(reason))} />
      })}
    </div>
  )
}

/** More would hide the page. */
const namedAtMost = 3

interface BarProps {
  to: string
  reasons: readonly RingReason[]
  rings: boolean
}

function Bar({ to, reasons, rings }: BarProps) {
  const t = useWords(ringingWords)
  const { path, search } = usePlace()
  const query = search.toString()
  const isHere = to === (query === '' ? path : `${path}?${query}`)
  const dismissible = reasons.filter(({ dismiss }) => dismiss !== undefined)
  const more = reasons.length - namedAtMost
  return (
    <div className={styles.bar} data-rings={rings} data-alarms={reasons.some(({ kind }) => kind === 'alarm')}>
      {reasons.slice(0, namedAtMost).map(({ id, title, aside }) => (
        <p key={id}>
          <strong>{title}</strong>
          {aside !== undefined && <span aria-live="off"> · {aside}</span>}
        </p>
      ))}
      {more > 0 && <p>{t('more', { count: more })}</p>}
      {!isHere && <LinkButton to={to}>{reasons[0]?.action}</LinkButton>}
      {dismissible.length > 0 && (
        <Button kind="quiet" onClick={() => markSeen(...dismissible.map(({ id }) => id))}>
          {dismissible[0]?.dismiss}
        </Button>
      )}
    </div>
  )
}
