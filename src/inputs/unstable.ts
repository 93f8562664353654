import { digest, frame } from '../util/digest'
import { parseLine } from './line'

/** A value that is new in each build, such as the time or a random id. */
export interface UnstableValue {
  /** Where the plugin holds it: `transform§options.buildTime`. */
  path: string
  /** Texts that show the value in a result. */
  traces: string[]
}

/** What is remembered of the values that look as if they were new each time. */
export type ValuesMemo = [likeness: string, conditions: string, values: string[], unstable: number[]]

const DATE_LINE_RE = /^Date (\d+)$/
/** ISO dates, clock times, times since the epoch, hexadecimal and other ids, `Math.random()`. */
const NOVEL_RE = /\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d|\b1\d{9}(?:\d{3})?\b|\b[\da-f]{7,}\b|\b(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{8,}\b|\b0?\.\d{6,}/i
const EPOCH_RE = /^1\d{9}(?:\d{3})?$/
/** A shorter text may stand in code by chance. */
const MIN_TRACE_LENGTH = 4
/** Longer texts are described by their digest: no trace of them could be found. */
const MAX_VALUE_LENGTH = 200

/**
 * Finds values that differ from build to build although nothing has changed that could explain it. They are left out
 * of the identity: with them, no build would ever hit. What they are good for shows in results, which are then not
 * kept (`traces`).
 *
 * @param lines of a description, `path: value`
 * @param conditionsOf digest of all that may change a value for good: the configuration, the command line, variables
 * @param memo of the last build
 */
export function findUnstable(lines: readonly string[], conditionsOf: () => string, memo: ValuesMemo | undefined): { unstable: UnstableValue[], lines: readonly string[], memo: ValuesMemo | undefined } {
  const parsed = lines.map(parseLine)
  const novel = parsed.flatMap(({ value }, index) => (looksNovel(value) ? [index] : []))
  if (novel.length === 0)
    return { unstable: [], lines, memo: undefined }
  const conditions = conditionsOf()
  const isNovel = new Set(novel)
  const likeness = digest(frame(parsed.map(({ path, value }, index) => (isNovel.has(index) ? path : `${path}: ${value}`))))
  const values = novel.map(index => digest(parsed[index]!.value))
  const isComparable = memo?.[0] === likeness && memo[1] === conditions
  const known = isComparable ? new Set(memo[3]) : new Set<number>()
  const unstable = novel.filter((index, at) => known.has(index) || (isComparable && memo[2][at] !== values[at]))
  const isUnstable = new Set(unstable)
  return {
    unstable: unstable.map(index => ({ path: parsed[index]!.path, traces: tracesOf(parsed[index]!.value) })),
    lines: lines.map((line, index) => (isUnstable.has(index) ? parsed[index]!.path : line)),
    memo: [likeness, conditions, values, unstable],
  }
}

function looksNovel(value: string): boolean {
  if (DATE_LINE_RE.test(value))
    return true
  const isText = value.startsWith('"')
  const isNumber = /^[\d.]+$/.test(value)
  return (isText || isNumber) && value.length < MAX_VALUE_LENGTH && NOVEL_RE.test(value)
}

/** Texts that show a time in a result. */
export function tracesOfTime(now: number): string[] {
  return tracesOf(`Date ${now}`)
}

/** A value may be written in several ways, and of a date often nothing but the year. */
function tracesOf(value: string): string[] {
  const [, time] = DATE_LINE_RE.exec(value) ?? []
  const text = value.startsWith('"') ? String(JSON.parse(value)) : value
  const traces = [text, ...idsIn(text), ...timesOf(time ?? text)]
  return [...new Set(traces)].filter(trace => trace.length >= MIN_TRACE_LENGTH)
}

function idsIn(text: string): string[] {
  return text.match(/(?=[a-z]*\d)[a-z\d]{6,}/gi) ?? []
}

function timesOf(text: string): string[] {
  const number = Number(text)
  const date = EPOCH_RE.test(text) ? new Date(text.length > 10 ? number : number * 1000) : new Date(/\d{4}-\d\d-\d\d/.exec(text)?.[0] ?? Number.NaN)
  if (Number.isNaN(date.getTime()))
    return []
  const whole = EPOCH_RE.test(text) ? [16, 36].map(radix => number.toString(radix)) : []
  return [...whole, date.toISOString().slice(0, 10), String(date.getFullYear()), String(Math.floor(date.getTime() / 1000))]
}
