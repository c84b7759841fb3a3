type Instant = Temporal.Instant

export function later(one: Instant, other: Instant): Instant {
  return Temporal.Instant.compare(one, other) < 0 ? other : one
}

export function earlier(one: Instant, other: Instant): Instant {
  return Temporal.Instant.compare(one, other) < 0 ? one : other
}
