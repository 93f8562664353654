const UNITS = ['B', 'KB', 'MB', 'GB', 'TB']

/** `1536` → `1.5 KB` (1024 based). */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  // What would be rounded to 1024 is 1 of the next.
  while (value >= 1023.95 && unit < UNITS.length - 1) {
    value /= 1024
    unit++
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`
}

/** `12.3` → `12 ms`, `2345` → `2.3 s`. */
export function formatDuration(ms: number): string {
  return Math.round(ms) < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** Rows of cells as aligned lines; cells of `right` columns are padded on the left. */
export function formatTable(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0))) ?? []
  return rows
    .map(row => row
      .map((cell, column) => (right.includes(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd())
    .join('\n')
}
