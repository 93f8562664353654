import { closeSync, constants, fstatSync, openSync, readSync, writeFileSync } from 'node:fs'
import { digest } from '../../util/digest'
import type { Operation } from './state'

/** What comes before the first batch. */
export const CHAIN_START = ''

export interface Batch {
  text: Buffer
  chain: string
}

/**
 * One line: a digest over this batch and all before it, and the operations as JSON. A batch that is damaged, missing
 * or exchanged breaks the chain of all that follow.
 */
export function encodeBatch(operations: readonly Operation[], previous: string): Batch {
  const json = JSON.stringify(operations)
  const chain = digest(previous + json)
  return { text: Buffer.from(`${chain} ${json}\n`), chain }
}

/**
 * The operations in a part of a log.
 *
 * @throws when anything of it is not as it was written
 */
export function readBatches(path: string, from: { length: number, chain: string }, to: { length: number, chain: string }): Operation[] {
  const lines = readPart(path, from.length, to.length).split('\n')
  if (lines.pop() !== '')
    throw new Error('it is cut off')
  let { chain } = from
  const operations = lines.flatMap((line) => {
    const space = line.indexOf(' ')
    const json = line.slice(space + 1)
    chain = digest(chain + json)
    if (line.slice(0, space) !== chain)
      throw new Error('it is damaged')
    return JSON.parse(json) as Operation[]
  })
  if (chain !== to.chain)
    throw new Error('it is not the log that was written')
  return operations
}

/**
 * Writes a batch behind all that is in a log, never over what another process has put there meanwhile.
 * False when the log was not as long as it should have been.
 */
export function appendBatch(path: string, { text }: Batch, position: number): boolean {
  const descriptor = openSync(path, constants.O_WRONLY | constants.O_APPEND)
  try {
    writeFileSync(descriptor, text)
    return fstatSync(descriptor).size === position + text.length
  }
  finally {
    closeSync(descriptor)
  }
}

function readPart(path: string, from: number, to: number): string {
  const descriptor = openSync(path, 'r')
  try {
    const bytes = Buffer.allocUnsafe(to - from)
    return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, bytes.length, from))
  }
  finally {
    closeSync(descriptor)
  }
}
