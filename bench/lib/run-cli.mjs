/**
 * Runs the command line of a bundler in this process and writes how much
 * memory it took:
 *
 *   USAGE_FILE=usage.json node run-cli.mjs path/to/vite.js build
 */
import { writeFileSync } from 'node:fs'
import process from 'node:process'
import { pathToFileURL } from 'node:url'

const [node, , bin, ...args] = process.argv
process.argv = [node, bin, ...args]

process.on('exit', () => {
  // `maxRSS` is in kilobytes on every platform
  const { maxRSS } = process.resourceUsage()
  writeFileSync(process.env.USAGE_FILE, JSON.stringify({ peakBytes: maxRSS * 1024 }))
})

await import(pathToFileURL(bin).href)
