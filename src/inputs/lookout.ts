import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FSWatcher } from 'chokidar'
import type { Fact } from '../cache'
import { digest } from '../util/digest'
import { debug, messageOf } from '../util/log'
import { unobserved } from './tracer'
import type { World } from './world'

/** Events come in crowds. Milliseconds. */
const CALM_MS = 50
const LONG_AGO = new Date('2000-01-01')
const ABOUT_PATHS = new Set<unknown>(['content', 'kind', 'size', 'realpath', 'listing', 'styles'])
const ABOUT_FOLDERS = new Set<unknown>(['listing', 'styles'])

/** A folder in which something may appear or vanish. */
interface Post {
  /** By question and name, the newest answer that a step was given. */
  facts: Map<string, Fact>
  /** The bundler watches this file in place of the folder. */
  signal: string
  timer?: NodeJS.Timeout
}

/**
 * Watches what no bundler does: lists of folders, and files that are not there yet. A bundler in watch mode knows
 * files only, so each folder has one that stands for it: it is written when an answer has changed.
 */
export class Lookout {
  readonly #world: World
  readonly #invalidate: () => void
  readonly #posts = new Map<string, Post>()
  #dir: string | undefined
  #watcher: Promise<FSWatcher> | undefined

  /** @param invalidate is told when what was looked up may not be so any more */
  constructor(world: World, invalidate: () => void) {
    this.#world = world
    this.#invalidate = invalidate
  }

  /** The files to watch in place of what these facts are about. */
  signalsFor(facts: readonly Fact[]): string[] {
    return unobserved(() => [...new Set(facts.flatMap((fact) => {
      const folder = this.#folderOf(fact)
      return folder === undefined ? [] : [this.#signal(folder, fact)]
    }))])
  }

  async close(): Promise<void> {
    for (const { timer } of this.#posts.values())
      clearTimeout(timer)
    await (await this.#watcher)?.close()
    if (this.#dir)
      rmSync(this.#dir, { recursive: true, force: true })
  }

  /** Where something has to happen for an answer to change, unless the bundler sees it. Packages do not change. */
  #folderOf([question, name, answer]: Fact): string | undefined {
    const isOurs = ABOUT_PATHS.has(question) && typeof name === 'string' && !/^\^|^\.\.\/|(?:^|\/)node_modules\//.test(name)
    if (!isOurs || (answer !== null && !ABOUT_FOLDERS.has(question)))
      return undefined
    let path = this.#world.roots.toPath(name)
    while (this.#world.files.kind(path) !== 'dir' && dirname(path) !== path)
      path = dirname(path)
    return path
  }

  #signal(folder: string, fact: Fact): string {
    let post = this.#posts.get(folder)
    if (!post) {
      this.#dir ??= mkdtempSync(join(tmpdir(), 'unplugin-cache-'))
      post = { facts: new Map(), signal: join(this.#dir, digest(folder)) }
      writeFileSync(post.signal, '')
      // What is newer than a build counts as changed since, and would be a reason for the next one.
      utimesSync(post.signal, LONG_AGO, LONG_AGO)
      this.#posts.set(folder, post)
      void this.#watch(folder)
    }
    post.facts.set(`${fact[0]} ${fact[1]}`, fact)
    return post.signal
  }

  async #watch(folder: string): Promise<void> {
    try {
      this.#watcher ??= this.#start()
      const watcher = await this.#watcher
      watcher.add(folder)
    }
    catch (error) {
      debug.step('cannot watch %s: %s', folder, messageOf(error))
    }
  }

  async #start(): Promise<FSWatcher> {
    const { watch } = await import('chokidar')
    const watcher = watch([], { depth: 0, ignoreInitial: true, persistent: false })
    watcher.on('error', error => debug.step('cannot watch a folder: %s', messageOf(error)))
    watcher.on('all', (event, path) => {
      const post = event === 'change' ? undefined : this.#posts.get(dirname(path))
      if (post)
        this.#lookSoon(post)
    })
    return watcher
  }

  #lookSoon(post: Post): void {
    clearTimeout(post.timer)
    post.timer = setTimeout(() => this.#look(post), CALM_MS).unref()
  }

  #look(post: Post): void {
    this.#invalidate()
    const changed = [...post.facts].filter(([, fact]) => !this.#world.holds(fact))
    // Who still wants to know asks again.
    for (const [question] of changed)
      post.facts.delete(question)
    if (changed.length > 0)
      writeFileSync(post.signal, String(Date.now()))
  }
}
