import { BUNDLERS, type Bundler, type Capability, ROWS, type Row } from './rows'

export type Claim = readonly [Bundler, Capability]

const START = '<!-- capabilities -->'
const END = '<!-- /capabilities -->'

/**
 * A text with the table of what was shown in place of the one in it.
 *
 * @param isKnown false for rows that this run could not show; they stay as they are
 */
export function withTable(text: string, claims: readonly Claim[], isKnown: (row: Row) => boolean): string {
  const [before, old, after] = split(text)
  const lines = Object.entries(ROWS).map(([capability, row]) => {
    const start = `| ${row.label} |`
    const line = start + Object.keys(BUNDLERS).map(bundler => ` ${cellOf(row, bundler as Bundler, claims.some(([who, what]) => who === bundler && what === capability))} |`).join('')
    return isKnown(row) ? line : old.split('\n').find(known => known.startsWith(start)) ?? line
  })
  const head = [`| |${Object.values(BUNDLERS).map(name => ` ${name} |`).join('')}`, `|---|${':-:|'.repeat(Object.keys(BUNDLERS).length)}`]
  return `${before}${START}\n${[...head, ...lines].join('\n')}\n${END}${after}`
}

function split(text: string): [before: string, table: string, after: string] {
  const start = text.indexOf(START)
  const end = text.indexOf(END)
  if (start < 0 || end < start)
    throw new Error(`there is no place for the table: it stands between ${START} and ${END}`)
  return [text.slice(0, start), text.slice(start + START.length, end), text.slice(end + END.length)]
}

function cellOf({ exists }: Row, bundler: Bundler, isShown: boolean): string {
  if (isShown)
    return '✓'
  return exists.includes(bundler) ? ' ' : '–'
}
