import { cpSync, lstatSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { COMMON_CONFIGS } from './apps.mjs'

const MODULE_RE = /\.(?:vue|svelte|mdx|tsx?|scss|css)$/
const STYLE_RE = /\.s?css$/
let counter = 100

/** Kinds of change. Each does one thing to a project and says what, or nothing where it does not apply. */
export const CHANGES = {
  'edit a module'(project, random) {
    const file = random.pick(project.sources(MODULE_RE))
    project.write(file, edited(file, project.read(file)))
    return file
  },

  'edit with equal size and restored mtime'(project, random) {
    const file = random.pick(project.sources(MODULE_RE).filter(name => /\b\d{3}\b/.test(project.read(name))))
    if (!file)
      return
    const { atime, mtime } = statSync(project.path(file))
    project.write(file, project.read(file).replace(/\b\d{3}\b/g, number => String(100 + (Number(number) + 7) % 900)))
    utimesSync(project.path(file), atime, mtime)
    return file
  },

  'touch'(project, random) {
    const file = random.pick(project.sources(MODULE_RE))
    const time = new Date(Date.now() - random.below(1_000_000_000))
    utimesSync(project.path(file), time, time)
    return file
  },

  'edit a partial'(project, random) {
    const file = random.pick(project.sources(/_\w+\.scss$/))
    if (!file)
      return
    project.write(file, project.read(file).replace(/#[\da-f]{6}\b|\b\d+px/i, value => (value.startsWith('#') ? `#${hex()}` : `${counter++ % 90 + 1}px`)))
    return file
  },

  'edit, create or delete a configuration'(project, random) {
    const configs = { ...COMMON_CONFIGS, ...project.app.configs }
    const file = random.pick(Object.keys(configs))
    const content = random.pick([...configs[file], undefined])
    if (content === undefined)
      project.remove(file)
    else
      project.write(file, content)
    return `${file}: ${content === undefined ? 'deleted' : content.slice(0, 60)}`
  },

  'change plugin options'(project, random) {
    const options = JSON.stringify(random.pick(project.app.options))
    project.write('plugin-options.mjs', `export const options = ${options}\nexport const tag = process.env.TAG ?? 'none${random.below(3)}'\n`)
    return options
  },

  'change a definition'(project, random) {
    const definitions = random.pick(['{}', `{ 'process.env.DEFINED': '1' }`, `{ 'process.env.DEFINED': '"${new Date(Date.UTC(2026, 0, counter++)).toISOString()}"' }`, `{ __VUE_OPTIONS_API__: 'false' }`])
    project.write('definitions.mjs', `export const definitions = ${definitions}\n`)
    return definitions
  },

  'edit package.json'(project, random) {
    const { dependencies = {}, ...manifest } = JSON.parse(project.read('package.json'))
    const change = random.pick([{ browserslist: ['chrome 80'] }, { browserslist: ['ie 11'] }, { sideEffects: false }, { sideEffects: true }, { imports: { '#own': './src/own.js' } }, { dependencies: { ...dependencies, 'left-pad': `1.${counter++}` } }])
    project.write('package.json', JSON.stringify({ dependencies, ...manifest, ...change }))
    return JSON.stringify(change)
  },

  'change a variable that the configuration or a plugin reads'(project, random) {
    const name = random.pick(['TAG', 'FLAVOR'])
    project.settings.env[name] = random.pick(['sweet', 'sour', 'salty'])
    return `${name}=${project.settings.env[name]}`
  },

  'edit the code of a package by hand'(project, random) {
    const [name, [file, from, to]] = random.pick(Object.entries(project.app.packages))
    const path = join(project.ownPackage(name), file)
    const code = project.read(path)
    project.write(path, code.includes(to) ? code.replaceAll(to, from) : code.replaceAll(from, to))
    return path
  },

  'patch the helper of a plugin'(project) {
    const path = 'node_modules/flavor-helper/index.js'
    project.write(path, `export const label = 'v${counter++}:'`)
    return path
  },

  'bump the version of a package'(project, random) {
    const name = random.pick(Object.keys(project.app.packages))
    const path = join(project.ownPackage(name), 'package.json')
    const manifest = JSON.parse(project.read(path))
    project.write(path, JSON.stringify({ ...manifest, version: `${manifest.version.split('-')[0]}-bump.${counter++}` }))
    return path
  },

  'link or unlink a package'(project) {
    const folder = project.path('node_modules/flavor-helper')
    const elsewhere = join(project.home, `linked-helper-${counter++}`)
    const isLink = lstatSync(folder).isSymbolicLink()
    cpSync(folder, elsewhere, { recursive: true, dereference: true })
    rmSync(folder, { recursive: true })
    if (isLink)
      cpSync(elsewhere, folder, { recursive: true })
    else
      symlinkSync(elsewhere, folder, 'junction')
    return isLink ? 'unlinked' : 'linked'
  },

  'install another version of a package beside the one before'(project, random) {
    const [name, [file, from, to]] = random.pick([['flavor-helper', ['index.js', /v\d+/, `v${counter}`]], ...Object.entries(project.app.packages)])
    const folder = project.path(project.ownPackage(name))
    const [before, after] = ['before', 'after'].map(which => join(dirname(folder), `.${basename(folder)}-${which}-${counter}`))
    counter++
    renameSync(folder, before)
    cpSync(before, after, { recursive: true })
    const code = readFileSync(join(after, file), 'utf8')
    writeFileSync(join(after, file), code.includes(to) ? code.replaceAll(to, from) : code.replace(from, to))
    // Seen from where the link is, so that it holds after a move.
    symlinkSync(basename(after), folder)
    return name
  },

  'create a file that wins resolution, or remove it'(project, random) {
    const file = random.pick(project.sources(/\.ts$/).filter(name => !/\.d\.ts$|main|index|\.svelte/.test(name)))
    if (!file)
      return
    // Where bundlers try .js before .ts, this one wins; it only passes on.
    const winner = file.replace(/\.ts$/, '.js')
    if (project.has(winner))
      project.remove(winner)
    else
      project.write(winner, `export * from './${basename(file)}'\nconsole.log(${counter++})\n`)
    return winner
  },

  'create or remove a style sheet beside others'(project, random) {
    const sheet = random.pick(project.sources(STYLE_RE))
    if (!sheet)
      return
    const file = join(dirname(sheet), 'extra.scss')
    if (project.has(file))
      project.remove(file)
    else
      project.write(file, `.extra { color: #${hex()} }`)
    return file
  },

  'rename a module and its importers'(project, random) {
    const file = random.pick(project.sources(/[A-Z]\w+\.(?:vue|svelte|tsx)$/).filter(name => !/App\./.test(name)))
    if (!file)
      return
    const name = basename(file).replace(/\..*/, '')
    const renamed = `${name.replace(/\d+$/, '')}${counter++}`
    for (const source of project.sources(/\.(?:vue|svelte|tsx?)$/)) {
      const text = project.read(source)
      project.write(source, text.replace(new RegExp(`/${name}(?=(?:\\.\\w+)?['"])`, 'g'), `/${renamed}`))
    }
    renameSync(project.path(file), project.path(join(dirname(file), basename(file).replace(name, renamed))))
    return `${name} → ${renamed}`
  },

  'change a flag of the build'(project, random) {
    const [flag, values] = random.pick(Object.entries(project.app.flags ?? {})) ?? []
    if (!flag)
      return
    project.settings.flags[flag] = random.pick(values)
    return `--${flag} ${project.settings.flags[flag]}`
  },

  'change time zone and locale'(project, random) {
    project.settings.env.TZ = random.pick(['UTC', 'Asia/Tokyo', 'America/New_York'])
    project.settings.env.LANG = random.pick(['C', 'de_DE.UTF-8', 'tr_TR.UTF-8'])
    return project.settings.env.TZ
  },

  'move the project'(project) {
    project.move()
    return project.dir.slice(project.home.length)
  },

  'continue in a copy with a copy of the cache'(project) {
    const dir = join(project.home, `copy-${counter++}`, 'checkout')
    cpSync(project.dir, dir, { recursive: true, verbatimSymlinks: true })
    const cacheDir = join(project.home, `cache-${counter++}`)
    cpSync(project.cacheDir, cacheDir, { recursive: true })
    rmSync(project.dir, { recursive: true })
    Object.assign(project, { dir, cacheDir })
    return dir.slice(project.home.length)
  },
}

function edited(file, text) {
  const number = counter++
  if (STYLE_RE.test(file))
    return `${text}\n.edit-${number} { width: ${number}px }\n`
  if (file.endsWith('.mdx'))
    return `${text}\nEdit ${number}.\n`
  if (file.endsWith('.vue'))
    return text.replace(/<\/template>\s*(?=<|$)(?![^]*<\/template>)/, `<i>${number}</i>\n</template>\n`)
  if (file.endsWith('.svelte'))
    return text.includes('<style') ? text.replace('<style', `<i>${number}</i>\n<style`) : `${text}\n<i>${number}</i>\n`
  return `${text}\nconsole.log(${number})\n`
}

function hex() {
  return (counter++ * 7919 % 0xFFFFFF).toString(16).padStart(6, '0')
}
