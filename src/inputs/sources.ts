import { existsSync, readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readJson } from '../util/json'
import { statIfThere } from '../util/stat'

/** What a configuration is made of. */
export interface Sources {
  /** The files themselves and what they import from around them. */
  files: string[]
  /** Names of the packages that they import. */
  packages: string[]
  /** Environment variables that they mention. */
  env: string[]
}

const IMPORT_RE = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(["'])([^"'\n]+)\1/g
const ENV_RE = /\bprocess\.env(?:\.(\w+)|\[["'](\w+)["']\])/g
/** `const { NAME, OTHER: renamed } = process.env` */
const ENV_NAMES_RE = /\{([^{}]*)\}\s*=\s*process\.env\b/g
const EXTENSIONS = ['', '.ts', '.js', '.mjs', '.mts', '.cjs', '.cts', '.json', '/index.ts', '/index.js', '/index.mjs']

/** Reads configuration files as text: to load them again would be to run them again. */
export function readSources(entries: readonly string[]): Sources {
  const files = new Set(entries)
  const packages = new Set<string>()
  const env = new Set<string>()
  for (const file of files) {
    if (!existsSync(file))
      continue
    const text = readFileSync(file, 'utf8')
    for (const [, dotted, quoted] of text.matchAll(ENV_RE))
      env.add((dotted ?? quoted)!)
    for (const [, names] of text.matchAll(ENV_NAMES_RE)) {
      for (const name of names!.matchAll(/(\w+)\s*(?::[^,]*)?(?:,|$)/g))
        env.add(name[1]!)
    }
    for (const [, , specifier] of text.matchAll(IMPORT_RE))
      noteImport(specifier!, file, files, packages)
  }
  return { files: [...files], packages: [...packages], env: [...env] }
}

function noteImport(specifier: string, importer: string, files: Set<string>, packages: Set<string>): void {
  if (specifier.startsWith('node:'))
    return
  const path = pathOf(specifier, importer)
  if (path === undefined) {
    packages.add(packageName(specifier))
    return
  }
  // TypeScript is imported by the name that it will have when it is compiled.
  const candidates = [...EXTENSIONS.map(extension => path + extension), path.replace(/\.([cm]?)js$/, '.$1ts')]
  const found = candidates.find(candidate => statIfThere(candidate)?.isFile())
  if (found)
    files.add(found)
}

/** Where a specifier leads that names a file: relative, absolute, a URL, or an entry of `imports` in package.json. */
function pathOf(specifier: string, importer: string): string | undefined {
  if (specifier.startsWith('file:'))
    return fileURLToPath(specifier)
  if (specifier.startsWith('.') || isAbsolute(specifier))
    return resolve(dirname(importer), specifier)
  return specifier.startsWith('#') ? subpathImport(specifier, dirname(importer)) : undefined
}

function subpathImport(specifier: string, dir: string): string | undefined {
  const manifest = join(dir, 'package.json')
  if (!existsSync(manifest))
    return dirname(dir) === dir ? undefined : subpathImport(specifier, dirname(dir))
  const imports = (readJson(manifest) as { imports?: Record<string, unknown> } | undefined)?.imports ?? {}
  for (const [pattern, target] of Object.entries(imports)) {
    const [start, end = ''] = pattern.split('*') as [string, string?]
    const isMatch = pattern === specifier || (pattern.includes('*') && specifier.startsWith(start) && specifier.endsWith(end))
    if (isMatch && typeof target === 'string' && target.startsWith('.'))
      return join(dir, target.replace('*', () => specifier.slice(start.length, specifier.length - end.length)))
  }
  return undefined
}

/** `@scope/name/deep/file` → `@scope/name`. */
function packageName(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}
