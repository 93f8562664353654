export type Unit = 'week' | 'day' | 'hour' | 'minute' | 'second' | 'ms'

export const UNIT_MS: Readonly<Record<Unit, number>> = {
  week: 604_800_000,
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1_000,
  ms: 1,
}

/** From the largest to the smallest. */
export const UNITS = Object.keys(UNIT_MS) as Unit[]
