import { formatBytes } from '../../util/format'

/** What would be removed, and the way to do it. */
export interface Removal {
  /** Keys, or paths in the cache folder. */
  readonly names: readonly string[]
  /** Bytes. */
  readonly size: number
  /** For a person to confirm: one line. */
  readonly description: string
  /** Does it. Gives the number of entries that were removed. */
  confirm: () => Promise<number>
}

export function describeRemoval(what: string, listed: readonly { key: string, size: number }[], remove: (key: string) => Promise<boolean>): Removal {
  const size = listed.reduce((sum, entry) => sum + entry.size, 0)
  return {
    names: listed.map(({ key }) => key),
    size,
    description: `${what}: ${listed.length} ${listed.length === 1 ? 'entry' : 'entries'}, ${formatBytes(size)}`,
    async confirm() {
      let removed = 0
      for (const { key } of listed)
        removed += Number(await remove(key))
      return removed
    },
  }
}
