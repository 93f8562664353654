import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing } from '../../util/errno'
import { statIfThere } from '../../util/stat'
import { messageOf } from '../../util/log'
import { withLock } from '../../store/lock'
import { type Pack, Packs } from '../../store/packs'
import { type Head, HeadFile, StaleHead } from './head'
import { type Batch, CHAIN_START, appendBatch, encodeBatch, readBatches } from './log'
import { type Limits, compact, evict } from './retention'
import { DiskState, type Operation } from './state'
import { sweep } from './sweep'
import { writeEntries } from './write'

/** What is to be committed. */
export interface Changes {
  /** Records by key; `null` removes an entry. */
  records: ReadonlyMap<string, Buffer | null>
  /** Times of last use that should be kept, by key. */
  uses: ReadonlyMap<string, number>
  /** As it was when they were set: after another one they are not true any more. */
  lastClear: string | undefined
}

/** The folder was cleared since what is to be committed was set. */
class Overtaken extends Error {}

/** What is done under the lock, on top of what others have committed. */
interface Change {
  operations: () => Operation[]
  /** Names it, when it is a clear. */
  clear?: string
}

export interface DiskIndexOptions extends Limits {
  /** Folder of this index alone. */
  dir: string
  warn: (message: string, cause?: unknown) => void
}

/** In the names of packs. */
const NAMESPACE = 'library'
/** Dead text that a log may hold besides as much as it began with. Bytes. */
const LOG_SLACK = 1024 * 1024
/** How often the folder is looked through for what killed processes left. */
const SWEEP_INTERVAL_MS = 24 * 60 * 60 * 1000
/** How often a change is redone on top of what a process has committed that took the lock away. */
const MAX_REDOS = 5

/**
 * Which record of which pack belongs to a key. Kept in a log that is only ever appended to, by one process at a time;
 * readers follow it without a lock.
 */
export class DiskIndex {
  readonly #options: DiskIndexOptions
  readonly #headFile: HeadFile
  packs: Packs
  state: DiskState = new DiskState()
  #head: Head | undefined

  constructor(options: DiskIndexOptions) {
    this.#options = options
    this.#headFile = new HeadFile(options.dir)
    this.packs = new Packs(options.dir, NAMESPACE)
  }

  /** Takes over what others have committed. Never fails: what cannot be read is a cold start with a warning. */
  refresh(): void {
    try {
      if (this.#headFile.hasChanged())
        this.#catchUp()
    }
    catch (error) {
      this.#forget()
      this.#options.warn(`starting cold, the index in ${this.#options.dir} cannot be read (${messageOf(error)})`, error)
    }
  }

  /**
   * Writes records into packs and what is new into the log, under a lock and on top of what others have committed.
   * Nothing, when one of them has cleared the folder since.
   *
   * @throws when the folder cannot be written
   */
  async commit({ records, uses, lastClear }: Changes): Promise<void> {
    const written = await writeEntries(this.packs, [...records].flatMap(([key, bytes]) => (bytes ? [{ key, bytes, usedAt: Date.now() }] : [])))
    const removed = [...records].flatMap(([key, bytes]): Operation[] => (bytes ? [] : [['delete', key]]))
    const used = [...uses].map(([key, at]): Operation => ['use', key, at])
    try {
      await this.#change({
        operations: () => {
          if (this.lastClear !== lastClear)
            throw new Overtaken()
          return [...written.operations, ...removed, ...used]
        },
      })
    }
    catch (error) {
      await Promise.allSettled(written.packs.map(pack => this.packs.remove(pack)))
      if (!(error instanceof Overtaken))
        throw error
    }
  }

  /** The name of the last clear that is known here. */
  get lastClear(): string | undefined {
    return this.#head?.lastClear
  }

  /** Forgets all entries, also those that others have committed. @throws when the folder cannot be written */
  clear(name: string): Promise<void> {
    return this.#change({ clear: name, operations: () => [...this.state.entries.keys()].map((key): Operation => ['delete', key]) })
  }

  /** Where nothing can be written, no entry at all is better than one that is not true any more. False when they stay. */
  remove(): boolean {
    try {
      this.#headFile.remove()
      return true
    }
    catch (error) {
      this.#options.warn(`entries that are not true any more stay in ${this.#options.dir} (${messageOf(error)})`, error)
      return false
    }
  }

  close(): void {
    this.packs.close()
  }

  /** A process that stood still for long is taken for dead, and others go on. What it had begun it does again, on top of theirs. */
  async #change(change: Change): Promise<void> {
    for (let redos = 0; ; redos++) {
      try {
        return await this.#changeOnce(change)
      }
      catch (error) {
        if (!(error instanceof StaleHead) || redos === MAX_REDOS)
          throw error
      }
    }
  }

  async #changeOnce({ operations, clear }: Change): Promise<void> {
    const dropped: Pack[] = []
    let isBegun = false
    try {
      await withLock(`${this.#headFile.path}.lock`, async () => {
        this.refresh()
        const now = Date.now()
        const wanted = operations()
        isBegun = true
        const changed = this.#apply(wanted)
        const evicted = this.#apply(evict(this.state, this.#options, now))
        const compacted = await compact(this.state, this.packs)
        dropped.push(...compacted.dropped)
        await this.#write([...changed, ...evicted, ...this.#apply(compacted.operations)], now, clear)
      })
    }
    catch (error) {
      // What is in memory is not what is on disk any more.
      if (isBegun) {
        this.#forget()
        this.#headFile.forget()
      }
      throw error
    }
    // Only now: until the new head was in place, readers were led to these packs. One that stays is swept one day.
    await Promise.allSettled(dropped.map(pack => this.packs.remove(pack)))
  }

  #apply(operations: Operation[]): Operation[] {
    for (const operation of operations)
      this.state.apply(operation)
    this.packs.know(this.state.packs.values())
    return operations
  }

  async #write(operations: Operation[], now: number, clear: string | undefined): Promise<void> {
    const { dir } = this.#options
    const old = this.#head
    const isSweepDue = now - (old?.sweptAt ?? 0) > SWEEP_INTERVAL_MS || now < (old?.sweptAt ?? 0)
    const batch = encodeBatch(operations, old?.chain ?? CHAIN_START)
    this.#headFile.check()
    const isRoomy = old && old.length + batch.text.length <= 2 * old.base + LOG_SLACK
    // What is behind the bytes that count may belong to a commit that is still going on.
    const isWhole = old && statIfThere(join(dir, old.log))?.size === old.length
    const head = isRoomy && isWhole ? this.#append(old, batch) : await this.#begin()
    head.sweptAt = isSweepDue ? now : old?.sweptAt ?? now
    head.lastClear = clear ?? old?.lastClear
    await this.#headFile.write(head)
    this.#head = head
    if (old && old.log !== head.log)
      await rm(join(dir, old.log), { force: true })
    if (isSweepDue)
      await sweep(dir, { log: head.log, packs: this.state.packs }, now)
  }

  #append(old: Head, batch: Batch): Head {
    if (!appendBatch(join(this.#options.dir, old.log), batch, old.length))
      throw new StaleHead()
    return { ...old, length: old.length + batch.text.length, chain: batch.chain }
  }

  async #begin(): Promise<Head> {
    const { text, chain } = encodeBatch(this.state.snapshot(), CHAIN_START)
    const log = `index-${randomBytes(6).toString('hex')}.log`
    await writeFile(join(this.#options.dir, log), text)
    this.#closePacks()
    this.packs.know(this.state.packs.values())
    return { log, length: text.length, chain, base: text.length, sweptAt: 0 }
  }

  #catchUp(attempts = 5): void {
    const head = this.#headFile.read()
    const isSameLog = head !== undefined && head.log === this.#head?.log && head.length >= this.#head.length
    if (!isSameLog)
      this.#forget()
    if (!head)
      return
    try {
      this.#apply(readBatches(join(this.#options.dir, head.log), this.#head ?? { length: 0, chain: CHAIN_START }, head))
    }
    catch (error) {
      // Another process may have begun a new log since the head was read.
      if (!isMissing(error) || attempts === 0 || !this.#headFile.hasChanged())
        throw error
      return this.#catchUp(attempts - 1)
    }
    this.#head = head
  }

  #forget(): void {
    this.state = new DiskState()
    this.#head = undefined
    this.#closePacks()
  }

  /** And forgets those that are gone, of which a long-lived process sees many. */
  #closePacks(): void {
    this.packs.close()
    this.packs = new Packs(this.#options.dir, NAMESPACE)
  }
}
