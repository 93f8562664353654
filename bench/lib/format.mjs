import process from 'node:process'
import pc from 'picocolors'

/** picocolors also colours in CI; here only a terminal gets colours. */
export const colors = pc.createColors(process.stdout.isTTY === true && pc.isColorSupported)

/** @param {number} ms */
export function formatMs(ms) {
  return ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${Math.round(ms)} ms`
}

/** @param {number} bytes */
export function formatBytes(bytes) {
  if (bytes < 1000) return `${bytes} bytes`
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(2)} MB`
}

/**
 * A table with aligned columns: the first one to the left, others to the right.
 * @param {string[]} head
 * @param {(string | number)[][]} rows
 */
export function table(head, rows) {
  const texts = [head, ...rows].map(row => head.map((_, column) => String(row[column] ?? '')))
  const widths = head.map((_, column) => Math.max(...texts.map(row => row[column].length)))
  const printed = texts.map(row => row
    .map((cell, column) => column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))
    .join('  ')
    .trimEnd())
  return [colors.dim(printed[0]), ...printed.slice(1)].map(line => `  ${line}`).join('\n')
}
