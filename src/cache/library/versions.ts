import { type Minor, effectiveVersion } from '../keys/name'
import { sessionId } from '../keys/session'

/** Remembered at once; nobody uses so many. */
const MAX_VERSIONS = 100

/** Versions of the entries of a cache: the same string each time, because strings that are one and the same are compared fastest. */
export class Versions {
  readonly #major: number
  /** By minor version, in this session. */
  readonly #known = new Map<Minor, string>()
  #session = ''

  constructor(major: number) {
    this.#major = major
  }

  of(minor: Minor, hashVal?: unknown): string {
    if (this.#session !== sessionId()) {
      this.#session = sessionId()
      this.#known.clear()
    }
    let version = hashVal === undefined ? this.#known.get(minor) : undefined
    if (version === undefined) {
      version = effectiveVersion(this.#major, minor, hashVal)
      if (hashVal === undefined && this.#known.size < MAX_VERSIONS)
        this.#known.set(minor, version)
    }
    return version
  }
}
