import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { allZones, cityName } from '../language/cities.ts'
import { useLanguage } from '../language/language.ts'
import { Select } from './field.tsx'

interface ZoneSelectProps {
  label: ReactNode
  hint?: ReactNode
  value: string
  /** Zones that come first: the people's own. */
  first: readonly string[]
  /** Words for choosing none. */
  none?: string
  onZone: (timeZone: string) => void
}

/** A time zone, chosen by its city. */
export function ZoneSelect({ label, hint, value, first, none, onZone }: ZoneSelectProps) {
  const language = useLanguage()
  const near = useMemo(() => [...new Set([...first, value])].filter((zone) => zone !== ''), [first, value])
  const all = useMemo(() => allZones().filter((zone) => !near.includes(zone)), [near])
  return (
    <Select label={label} hint={hint} value={value} onChange={(event) => onZone(event.target.value)}>
      {none !== undefined && <option value="">{none}</option>}
      {[...near, ...all].map((zone) => (
        <option key={zone} value={zone}>
          {cityName(zone, language)} ({zone})
        </option>
      ))}
    </Select>
  )
}
