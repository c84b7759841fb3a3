/** Whole years from a birth date (`2019-04-30`) to an instant, by the calendar of UTC. */
export function ageAt(birthDate: string, now: string): number {
  const years = Number(now.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return now.slice(5, 10) < birthDate.slice(5, 10) ? years - 1 : years
}
