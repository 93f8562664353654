import { spawn } from 'node:child_process'
import { cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { APPS } from './apps.mjs'
import { FLAVOR } from './flavor.mjs'
import { CONFIG_FILES, commandOf } from './tools.mjs'

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))
const PLAYGROUND = join(REPOSITORY, 'playground')
const NOT_STATE = new Set(['node_modules', 'dist', 'dist-plain', 'dist-warm'])

/** Rolldown prints where slow builds spend their time. */
const TIMINGS_RE = /\S*\[PLUGIN_TIMINGS\][^]*?more details\.\n*/g

/** A copy of a playground app with node_modules of its own, in which single packages can be changed. */
export class Project {
  constructor(name) {
    this.name = name
    this.app = APPS[name]
    this.home = realpathSync(mkdtempSync(join(tmpdir(), 'mutation-')))
    this.dir = join(this.home, 'project')
    this.cacheDir = join(this.home, 'cache')
    /** What is not in files: flags and environment of the build. */
    this.settings = { flags: {}, env: {} }
    this.#copySources()
    this.#install()
    this.#instrument()
  }

  path(file) {
    return join(this.dir, file)
  }

  read(file) {
    return readFileSync(this.path(file), 'utf8')
  }

  write(file, content) {
    mkdirSync(dirname(this.path(file)), { recursive: true })
    writeFileSync(this.path(file), content)
  }

  remove(file) {
    rmSync(this.path(file), { recursive: true, force: true })
  }

  has(file) {
    return existsSync(this.path(file))
  }

  /** Source files whose names match. */
  sources(pattern) {
    return readdirSync(this.path('src'), { recursive: true }).map(file => `src/${file}`.replaceAll('\\', '/')).filter(file => pattern.test(file)).sort()
  }

  /** Makes a package of node_modules a real folder, so that it can be changed. */
  ownPackage(name) {
    const folder = this.path(join('node_modules', name))
    if (lstatSync(folder).isSymbolicLink()) {
      const target = realpathSync(folder)
      rmSync(folder)
      cpSync(target, folder, { recursive: true, dereference: true, filter: path => !path.slice(target.length).includes('node_modules') })
    }
    return join('node_modules', name)
  }

  /** Everything that makes the state of the project, without its packages. */
  snapshot() {
    const files = readdirSync(this.dir, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name).slice(this.dir.length + 1))
      .filter(file => !NOT_STATE.has(file.split(/[/\\]/)[0]))
    return { files: Object.fromEntries(files.map(file => [file, readFileSync(this.path(file))])), settings: structuredClone(this.settings) }
  }

  restore({ files, settings }) {
    for (const name of readdirSync(this.dir).filter(entry => !NOT_STATE.has(entry)))
      this.remove(name)
    for (const [file, content] of Object.entries(files))
      this.write(file, content)
    this.settings = structuredClone(settings)
  }

  /** The project goes to another folder; the cache stays where it is. */
  move() {
    const target = join(this.home, `moved-${Math.abs(this.dir.length * 7919) % 1000}-${'x'.repeat(this.dir.length % 5)}`, 'deeper/project')
    mkdirSync(dirname(target), { recursive: true })
    renameSync(this.dir, target)
    this.dir = target
  }

  /** Two builds of the same state: from scratch, without the cache; and with it. */
  async build() {
    const [plain, warm] = await Promise.all([this.#build('dist-plain', { UNPLUGIN_CACHE: 'off' }), this.#build('dist-warm', { UNPLUGIN_CACHE_DIR: this.cacheDir })])
    const report = join(this.cacheDir, 'last-run.json')
    return { plain, warm, report: existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined }
  }

  dispose() {
    rmSync(this.home, { recursive: true, force: true, maxRetries: 3 })
  }

  async #build(outDir, env) {
    this.remove(outDir)
    const { flags } = this.settings
    const { code, output } = await this.#run(commandOf(this.app.tool, { dir: this.dir, outDir, flags }), { OUT_DIR: outDir, FLAGS: JSON.stringify(flags), ...this.settings.env, ...env })
    const printed = output.split('\n').filter(line => !line.includes('[unplugin-cache]')).join('\n').replaceAll(outDir, 'dist')
    return { code, printed: printed.replace(TIMINGS_RE, '').trim(), files: readTree(this.path(outDir)) }
  }

  #run(args, env) {
    return new Promise((resolve, reject) => {
      const { NODE_ENV: _nodeEnv, UNPLUGIN_CACHE: _cache, ...inherited } = process.env
      const child = spawn(process.execPath, args, { cwd: this.dir, env: { ...inherited, NO_COLOR: '1', ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
      let output = ''
      child.stdout.on('data', (data) => { output += data })
      child.stderr.on('data', (data) => { output += data })
      child.on('error', reject)
      child.on('close', code => resolve({ code, output }))
    })
  }

  #copySources() {
    const { playground, files, copies = {} } = this.app
    const copy = (from, to) => cpSync(from, this.path(to), { recursive: true, filter: path => !/[/\\](?:node_modules|dist)$/.test(path) })
    copy(join(PLAYGROUND, playground), '.')
    for (const [to, from] of Object.entries(copies))
      copy(join(PLAYGROUND, from), to)
    if (files !== undefined)
      copy(fileURLToPath(new URL(`files/${files}`, import.meta.url)), '.')
  }

  /** Links all packages that the app sees, its own before those of the workspace. */
  #install() {
    for (const modules of [join(PLAYGROUND, this.app.playground, 'node_modules'), join(REPOSITORY, 'node_modules')]) {
      for (const name of existsSync(modules) ? packageNames(modules) : [])
        this.#link(join('node_modules', name), join(modules, name))
    }
    for (const [file, content] of Object.entries(FLAVOR))
      this.write(join('node_modules', file), content)
  }

  #link(name, target) {
    if (existsSync(this.path(name)))
      return
    mkdirSync(dirname(this.path(name)), { recursive: true })
    symlinkSync(target, this.path(name), 'junction')
  }

  /** Has the app show what the mutations turn: its options, definitions and variables. */
  #instrument() {
    const { entry, imports = [], plugin } = this.app
    this.write('plugin-options.mjs', `export const options = {}\nexport const tag = process.env.TAG ?? 'none'\n`)
    this.write('definitions.mjs', 'export const definitions = {}\n')
    const more = [...imports.map(path => `import '${path}'`), 'console.log(import.meta.env?.VITE_NAME, process.env.DEFINED)']
    this.write(entry, `${this.read(entry)}\n${more.join('\n')}\n`)
    if (plugin)
      this.#configure(plugin)
  }

  /** Gives the configuration of a playground options from another file, and the flavor plugin. */
  #configure([from, to]) {
    const { tool } = this.app
    const file = CONFIG_FILES[tool]
    const config = this.read(file)
    if (!config.includes(from) || !config.includes('cache()'))
      throw new Error(`${this.name}: the configuration has changed, adapt apps.mjs`)
    const imports = `import flavor from 'flavor'\nimport { options, tag } from './plugin-options.mjs'\nimport { definitions } from './definitions.mjs'\n`
    const defines = tool === 'vite' ? `{ name: 'defines', config: () => ({ define: definitions }) }, ` : ''
    this.write(file, imports + config.replace(from, to).replace('cache()', `${defines}flavor(tag), cache({ plugins: { flavor: true } })`).replace('unplugin-cache/rollup', `unplugin-cache/${tool}`))
  }
}

function packageNames(modules) {
  return readdirSync(modules).filter(name => !name.startsWith('.')).flatMap(name =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map(inner => `${name}/${inner}`) : [name])
}

function readTree(dir) {
  if (!existsSync(dir))
    return {}
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return Object.fromEntries(files.map(entry => [join(entry.parentPath, entry.name).slice(dir.length + 1), readFileSync(join(entry.parentPath, entry.name), 'base64')]).sort())
}
