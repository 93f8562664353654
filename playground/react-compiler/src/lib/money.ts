const formatter = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' })

export function money(cents: number): string {
  return formatter.format(cents / 100)
}

/** Splits without losing a cent: the first ones pay the remainder. */
export function split(cents: number, parts: number): number[] {
  const base = Math.floor(cents / parts)
  const rest = cents - base * parts
  return Array.from({ length: parts }, (_, index) => base + (index < rest ? 1 : 0))
}

export function parseMoney(text: string): number | undefined {
  const value = Number(text.replace(',', '.'))
  return Number.isFinite(value) && value > 0 ? Math.round(value * 100) : undefined
}
