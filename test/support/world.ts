import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { RunReport } from '../../src/index'

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))
const RUNNER = fileURLToPath(new URL('run-build.mjs', import.meta.url))

/** The time of day in front of a message, and how long something took. */
const TIME_RE = /\b\d+:\d\d:\d\d [AP]M\b|\b[\d.]+s\b/g

/** How a build is run. */
export interface BuildOptions {
  /** @default 'vite' */
  bundler?: 'vite' | 'vite7' | 'rollup' | 'rolldown' | 'vitepress' | 'esbuild' | 'vitest' | 'webpack' | 'rspack' | 'rsbuild'
  /** False builds without a trace of the cache: the plugin is not even imported. @default true */
  cache?: boolean
  env?: Record<string, string>
}

/** What a build left behind. */
export interface BuildResult {
  /** By path relative to the output folder; binary files as base64. */
  files: Record<string, string>
  /** What the build printed, without our own line and without times; the project's path is replaced by `<root>`. */
  printed: string
  /** Our own lines. */
  ours: string[]
  /** `last-run.json`, where the cache was on. */
  report: RunReport | undefined
  exitCode: number
}

/**
 * A project in a folder of its own, removed at the end of the test. `node_modules` is a link to that of this
 * repository. The project's configuration gets the cache from `globalThis.cache(options)`, which gives nothing in
 * a build without the cache.
 */
export class World {
  readonly dir: string
  /** Outside the project, so that it can be shared with a copy. */
  readonly cacheDir: string
  readonly #app: string | undefined

  /** @param place.app a playground app whose own packages are wanted: other versions than those of this repository */
  constructor(files: Record<string, string>, place: { dir?: string, cacheDir?: string, app?: string } = {}) {
    const home = realpathSync(mkdtempSync(join(tmpdir(), 'unplugin-cache-')))
    this.dir = place.dir ?? join(home, 'project')
    this.cacheDir = place.cacheDir ?? join(home, 'cache')
    this.#app = place.app
    mkdirSync(this.dir, { recursive: true })
    if (!existsSync(join(this.dir, 'node_modules')))
      linkPackages(this.path('node_modules'), place.app)
    for (const [path, content] of Object.entries(files))
      this.write(path, content)
    onTestFinished(() => rmSync(home, { recursive: true, force: true, maxRetries: 3 }))
  }

  path(file: string): string {
    return join(this.dir, file)
  }

  read(file: string): string {
    return readFileSync(this.path(file), 'utf8')
  }

  write(file: string, content: string): void {
    mkdirSync(dirname(this.path(file)), { recursive: true })
    writeFileSync(this.path(file), content)
  }

  /** Replaces a text that must be there. */
  edit(file: string, from: string, to: string): void {
    const content = this.read(file)
    if (!content.includes(from))
      throw new Error(`${file} does not contain ${from}`)
    this.write(file, content.replace(from, to))
  }

  remove(file: string): void {
    rmSync(this.path(file), { recursive: true })
  }

  rename(from: string, to: string): void {
    renameSync(this.path(from), this.path(to))
  }

  /** The same project at a path of another length and depth, with the same cache folder. */
  copy(): World {
    const home = realpathSync(mkdtempSync(join(tmpdir(), 'elsewhere-')))
    const dir = join(home, 'some/other/place/checkout')
    cpSync(this.dir, dir, { recursive: true, filter: path => !path.endsWith('node_modules') && path !== join(this.dir, 'dist') })
    onTestFinished(() => rmSync(home, { recursive: true, force: true, maxRetries: 3 }))
    return new World({}, { dir, cacheDir: this.cacheDir, ...(this.#app === undefined ? {} : { app: this.#app }) })
  }

  /** Builds in a process of its own. Throws when the build fails and `mayFail` is not set. */
  async build(options: BuildOptions & { mayFail?: boolean } = {}): Promise<BuildResult> {
    rmSync(this.path('dist'), { recursive: true, force: true })
    const { bundler = 'vite', cache = true, env = {}, mayFail = false } = options
    const { exitCode, output } = await run([RUNNER, bundler, String(cache)], this.dir, { UNPLUGIN_CACHE_DIR: this.cacheDir, ...env })
    if (exitCode !== 0 && !mayFail)
      throw new Error(`the build failed:\n${output}`)
    const lines = output.replaceAll(this.dir, '<root>').replace(TIME_RE, '<time>').split('\n')
    const isOurs = (line: string): boolean => line.includes('[unplugin-cache]')
    return {
      files: readTree(this.path('dist')),
      printed: lines.filter(line => !isOurs(line)).join('\n').trim(),
      ours: lines.filter(isOurs),
      report: cache ? this.report() : undefined,
      exitCode,
    }
  }

  report(): RunReport | undefined {
    const file = join(this.cacheDir, 'last-run.json')
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) as RunReport : undefined
  }
}

/** Links the packages of this repository; those that an app has of its own come first. */
function linkPackages(target: string, app: string | undefined): void {
  const shared = join(REPOSITORY, 'node_modules')
  if (app === undefined)
    return symlinkSync(shared, target, 'junction')
  for (const folder of [join(REPOSITORY, 'playground', app, 'node_modules'), shared])
    linkEntries(folder, target)
}

function linkEntries(folder: string, target: string): void {
  mkdirSync(target, { recursive: true })
  for (const name of readdirSync(folder)) {
    if (name.startsWith('@'))
      linkEntries(join(folder, name), join(target, name))
    else if (!name.startsWith('.') && !existsSync(join(target, name)))
      symlinkSync(join(folder, name), join(target, name), 'junction')
  }
}

/** Files of a folder by relative path. */
export function readTree(dir: string): Record<string, string> {
  if (!existsSync(dir))
    return {}
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  const paths = entries.map(entry => join(entry.parentPath, entry.name)).sort()
  return Object.fromEntries(paths.map((path) => {
    const bytes = readFileSync(path)
    const text = bytes.toString('utf8')
    return [path.slice(dir.length + 1).replaceAll('\\', '/'), Buffer.from(text).equals(bytes) ? text : bytes.toString('base64')]
  }))
}

function run(args: string[], cwd: string, env: Record<string, string>): Promise<{ exitCode: number, output: string }> {
  return new Promise((resolve, reject) => {
    // NODE_ENV of the test runner would be seen by the build.
    const { NODE_ENV: _nodeEnv, VITEST: _vitest, ...inherited } = process.env
    const child = spawn(process.execPath, args, { cwd, env: { ...inherited, NO_COLOR: '1', ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (data: Buffer) => output += data.toString())
    child.stderr.on('data', (data: Buffer) => output += data.toString())
    child.on('error', reject)
    child.on('close', code => resolve({ exitCode: code ?? 1, output }))
  })
}
