import { useMemo } from 'react'
import { allZones, cityName } from '../language/cities.ts'
import { useLanguage, useWords } from '../language/language.ts'
import { Select } from '../ui/field.tsx'
import { appointmentWords } from './words.ts'

interface ZoneChoiceProps {
  value: string
  /** The account's own zone, first in the list under its own name. */
  own: string
  onChoose: (timeZone: string) => void
}

/** Names the zone of all times below, and changes it by city. */
export function ZoneChoice({ value, own, onChoose }: ZoneChoiceProps) {
  const t = useWords(appointmentWords)
  const language = useLanguage()
  const zones = useMemo(() => [own, ...allZones().filter((zone) => zone !== own)], [own])
  return (
    <Select label={t('booking.zone')} value={value} onChange={(event) => onChoose(event.target.value)}>
      {zones.map((zone) => (
        <option key={zone} value={zone}>
          {cityName(zone, language)}
        </option>
      ))}
    </Select>
  )
}
