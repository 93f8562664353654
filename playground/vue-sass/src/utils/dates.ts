const DAY_MS = 24 * 60 * 60 * 1000

export function toDay(iso: string): number {
  return Math.floor(Date.parse(`${iso}T00:00:00Z`) / DAY_MS)
}

export function today(now = new Date()): number {
  return Math.floor(now.getTime() / DAY_MS)
}

export function toIso(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

export function relativeDay(day: number, from = today()): string {
  const formatter = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
  return formatter.format(day - from, 'day')
}
