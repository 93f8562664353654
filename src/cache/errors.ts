/** What all errors of the library have in common: a code to branch on, and the cause. */
export class CacheError extends Error {
  /** `CACHE_…`, stable between versions. */
  readonly code: string

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.code = code
  }
}

/** An operation on a file went wrong. The others about files extend it. */
export class CacheFileError extends CacheError {
  /** The file as it was asked for. */
  readonly path: string

  constructor(path: string, message: string, cause?: unknown, code = 'CACHE_FILE') {
    super(code, message, cause)
    this.path = path
  }
}

/** There is no such file. */
export class FileMissingError extends CacheFileError {
  constructor(path: string, cause?: unknown) {
    super(path, `there is no file ${path}`, cause, 'CACHE_FILE_MISSING')
  }
}

/** The file is there and cannot be used. */
export class FileReadError extends CacheFileError {
  constructor(path: string, why: string, cause?: unknown) {
    super(path, `cannot read ${path}: ${why}`, cause, 'CACHE_FILE_READ')
  }
}

export class FileWriteError extends CacheFileError {
  constructor(path: string, why: string, cause?: unknown) {
    super(path, `cannot write ${path}: ${why}`, cause, 'CACHE_FILE_WRITE')
  }
}

/** The bundle is older than what was asked for. */
export class FileVersionError extends CacheFileError {
  readonly version: number
  readonly versionAtLeast: number

  constructor(path: string, version: number, versionAtLeast: number) {
    super(path, `${path} has version ${version}, at least ${versionAtLeast} is needed`, undefined, 'CACHE_FILE_VERSION')
    this.version = version
    this.versionAtLeast = versionAtLeast
  }
}

/** What was asked of a cache is not in it, for the reason in `cause` if there is one. */
export class CacheMissError extends CacheFileError {
  constructor(key: string, cause?: unknown) {
    super(key, `${key} is not in the cache${cause instanceof Error ? ` (${cause.message})` : ''}`, cause, 'CACHE_MISS')
  }
}

/** Something could not be cached or read, and work goes on without. Given to `onWarning`, never thrown. */
export class CacheWarning extends CacheError {
  constructor(message: string, cause?: unknown) {
    super('CACHE_WARNING', message, cause)
  }
}

/** A key, or a value that should become part of one, cannot be used. */
export class CacheKeyError extends CacheError {
  /** Where in the arguments, such as `args[1].options.onDone`; or the key itself. */
  readonly path: string

  constructor(path: string, message: string) {
    super('CACHE_KEY', message)
    this.path = path
  }
}

/** An option does not exist or has a wrong value. */
export class CacheOptionError extends CacheError {
  readonly option: string
  readonly value: unknown

  constructor(option: string, value: unknown, message: string) {
    super('CACHE_OPTION', message)
    this.option = option
    this.value = value
  }
}

/** A call that does not fit the state of the cache or its engine: loaded twice, a stream without files … */
export class CacheStateError extends CacheError {
  constructor(message: string) {
    super('CACHE_STATE', message)
  }
}

/** A module or an export that a reference names is not there. */
export class CacheExportError extends CacheError {
  readonly module: string
  readonly export: string

  constructor(module: string, name: string, message: string, cause?: unknown) {
    super('CACHE_EXPORT', message, cause)
    this.module = module
    this.export = name
  }
}

/** A download failed for good. */
export class CacheFetchError extends CacheError {
  readonly url: string
  /** HTTP status, if there was an answer. */
  readonly status: number | undefined
  readonly attempts: number

  constructor(url: string, why: string, facts: { status?: number, attempts: number }, cause?: unknown) {
    super('CACHE_FETCH', `cannot fetch ${url}: ${why}`, cause)
    this.url = url
    this.status = facts.status
    this.attempts = facts.attempts
  }
}
