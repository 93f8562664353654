import type { Pack, Slot } from '../../store/packs'

/** Where an entry lies, and when it was last read. */
export interface Location extends Slot {
  /** Milliseconds since the epoch. */
  usedAt: number
}

/** [key, offset, length, integrity, usedAt] */
export type Put = [string, number, number, string, number]

/** What is written to the log, one list per commit. */
export type Operation =
  | ['pack', Pack]
  | ['put', string, Put[]]
  | ['use', string, number]
  | ['delete', string]
  | ['drop', string]

/** What the log says, in memory. */
export class DiskState {
  readonly entries: Map<string, Location> = new Map()
  readonly packs: Map<string, Pack> = new Map()
  /** Bytes in use, by pack. */
  readonly live: Map<string, number> = new Map()
  /** Bytes of all entries. */
  bytes = 0

  /** @throws on an operation that does not exist */
  apply(operation: Operation): void {
    switch (operation[0]) {
      case 'pack': return void this.packs.set(operation[1].id, operation[1])
      case 'put': return operation[2].forEach(put => this.#put(operation[1], put))
      case 'use': return this.#use(operation[1], operation[2])
      case 'delete': return this.#delete(operation[1])
      case 'drop': return this.#drop(operation[1])
      default: throw new Error(`it holds the unknown operation ${String(operation[0])}`)
    }
  }

  /** The operations that lead from nothing to here. */
  snapshot(): Operation[] {
    const puts = new Map<string, Put[]>([...this.packs.keys()].map(id => [id, []]))
    for (const [key, { pack, offset, length, integrity, usedAt }] of this.entries)
      puts.get(pack)!.push([key, offset, length, integrity, usedAt])
    return [
      ...[...this.packs.values()].map((pack): Operation => ['pack', pack]),
      ...[...puts].map(([pack, list]): Operation => ['put', pack, list]),
    ]
  }

  #put(pack: string, [key, offset, length, integrity, usedAt]: Put): void {
    if (!this.packs.has(pack))
      throw new Error('it names a pack that is not there')
    this.#delete(key)
    this.entries.set(key, { pack, offset, length, integrity, usedAt })
    this.#count(pack, length)
  }

  #use(key: string, usedAt: number): void {
    const location = this.entries.get(key)
    if (location)
      location.usedAt = Math.max(location.usedAt, usedAt)
  }

  #delete(key: string): void {
    const location = this.entries.get(key)
    if (location)
      this.#count(location.pack, -location.length)
    this.entries.delete(key)
  }

  #drop(pack: string): void {
    this.packs.delete(pack)
    this.live.delete(pack)
  }

  #count(pack: string, bytes: number): void {
    this.bytes += bytes
    this.live.set(pack, (this.live.get(pack) ?? 0) + bytes)
  }
}
