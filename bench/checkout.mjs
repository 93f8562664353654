import { rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { APPS_DIR, generateApp } from './generate.mjs'
import { build } from './lib/build.mjs'
import { readOutputs } from './lib/outputs.mjs'

/** The generated app of a subject, in a folder that can be moved. */
export class Checkout {
  #subject
  #sourcemap
  #home
  #elsewhere

  /** @param {import('./subjects/index.mjs').Subject} subject */
  constructor(subject, components, sourcemap) {
    this.#subject = subject
    this.#sourcemap = sourcemap
    this.#home = path.join(APPS_DIR, `${subject.name}-${components}`)
    // longer, since some results hold for paths of one length
    this.#elsewhere = `${this.#home}-under-another-name`
  }

  static async create({ subject, components, sourcemap }) {
    const checkout = new Checkout(subject, components, sourcemap)
    await rm(checkout.#elsewhere, { recursive: true, force: true })
    await generateApp({ kind: subject.app, components, dir: checkout.#home, more: subject.files?.(components) })
    return checkout
  }

  /**
   * Calls a function with the folder of the app, which has another name meanwhile if it shall be moved. No other way to
   * move spares caches as much: the files are the same, with their times and inodes.
   */
  async at({ moved }, body) {
    if (!moved) return body(this.#home)
    await rename(this.#home, this.#elsewhere)
    try {
      return await body(this.#elsewhere)
    }
    finally {
      await rename(this.#elsewhere, this.#home)
    }
  }

  /** One build, with these caches on. */
  async build(dir, caches) {
    const outDir = path.join(dir, 'dist')
    await rm(outDir, { recursive: true, force: true })
    const result = await build({ cwd: dir, ...this.#subject.command(dir, { sourcemap: this.#sourcemap }), env: { CACHES: caches.join() } })
    return { result, outputs: await readOutputs(outDir) }
  }
}
