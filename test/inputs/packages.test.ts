import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { PackageMemo } from '../../src/inputs/packages'
import { packagesOf } from '../support/states'
import { temporaryDir, writeFiles } from '../support/temp'

/** Installs packages with these members of package.json, by path of their folder. */
function install(packages: Record<string, object>): string {
  return temporaryDir(Object.fromEntries(Object.entries(packages).flatMap(([dir, manifest]) => [
    [`${dir}/package.json`, JSON.stringify({ version: '1.0.0', ...manifest })],
    [`${dir}/index.js`, `export default '${dir}'`],
  ])))
}

function closureIn(root: string, names: string[]): string[] {
  return packagesOf(root).closure(names).map(dir => relative(root, dir).replaceAll('\\', '/')).sort()
}

/** The digest of a package in a new run. */
function contentOf(dir: string, memos: Map<string, PackageMemo> = new Map()): string | null {
  return packagesOf(dir, memos).content(dir)
}

describe('the closure of packages', () => {
  it('holds what they can load: dependencies, optional ones and peers, at any depth', () => {
    const root = install({
      'node_modules/plugin': { dependencies: { a: '*' }, devDependencies: { dev: '*' }, peerDependencies: { peer: '*' } },
      'node_modules/a': { optionalDependencies: { b: '*' } },
      'node_modules/b': { dependencies: { plugin: '*' } },
      'node_modules/peer': {},
      'node_modules/dev': {},
      'node_modules/unrelated': {},
    })
    expect(closureIn(root, ['plugin'])).toEqual(['node_modules/a', 'node_modules/b', 'node_modules/peer', 'node_modules/plugin'])
  })

  it('holds each version that is installed, as Node would find it', () => {
    const root = install({
      'node_modules/plugin': { dependencies: { a: '*' } },
      'node_modules/plugin/node_modules/a': { version: '2.0.0' },
      'node_modules/a': {},
      'node_modules/@scope/other': { dependencies: { a: '*' } },
    })
    expect(closureIn(root, ['plugin', '@scope/other', 'missing'])).toEqual(['node_modules/@scope/other', 'node_modules/a', 'node_modules/plugin', 'node_modules/plugin/node_modules/a'])
  })

  it('holds of a bundler only the compilers that it lends to plugins', () => {
    const root = install({
      'node_modules/plugin': { peerDependencies: { vite: '*' } },
      'node_modules/vite': { dependencies: { esbuild: '*', chokidar: '*' } },
      'node_modules/esbuild': {},
      'node_modules/chokidar': {},
    })
    expect(closureIn(root, ['plugin'])).toEqual(['node_modules/esbuild', 'node_modules/plugin', 'node_modules/vite'])
  })

  it('follows links, as pnpm and workspaces lay them', () => {
    const root = install({ 'packages/linked': { dependencies: { a: '*' } }, 'packages/linked/node_modules/a': {}, 'app': {} })
    mkdirSync(join(root, 'app/node_modules'))
    symlinkSync(join(root, 'packages/linked'), join(root, 'app/node_modules/linked'), 'junction')
    expect(packagesOf(join(root, 'app')).closure(['linked'])).toEqual([join(root, 'packages/linked'), join(root, 'packages/linked/node_modules/a')])
  })

  it('does not fail on a package.json that is not JSON', () => {
    const root = install({ 'node_modules/plugin': { dependencies: { broken: '*' } } })
    writeFiles(root, { 'node_modules/broken/package.json': '{ broken' })
    expect(() => closureIn(root, ['plugin'])).not.toThrow()
  })
})

describe('the layout of packages', () => {
  const PACKAGES = { 'node_modules/plugin': { dependencies: { a: '*' } }, 'node_modules/a': {} }
  const layoutIn = (root: string, name: string): string => packagesOf(root).layout(name, dir => relative(root, dir).replaceAll('\\', '/'))

  it.each(['plugin', './node_modules/plugin'])('is the same in another place, and another one when a name leads elsewhere (%s)', (given) => {
    const [first, second] = [install(PACKAGES), install({ ...PACKAGES, 'node_modules/plugin/node_modules/a': {} })]
    const layoutOf = (root: string): string => layoutIn(root, given.startsWith('.') ? join(root, given) : given)
    expect(layoutOf(install(PACKAGES))).toBe(layoutOf(first))
    expect(layoutOf(second)).not.toBe(layoutOf(first))
  })
})

describe('the digest of a package', () => {
  it('is of its code: the same at another place, and in the background', async () => {
    const [a, b] = [install({ pkg: {} }), install({ pkg: {} })]
    expect(contentOf(join(a, 'pkg'))).toBe(contentOf(join(b, 'pkg')))
    const packages = packagesOf(a)
    await packages.prepare([join(a, 'pkg')])
    expect(packages.content(join(a, 'pkg'))).toBe(contentOf(join(b, 'pkg')))
    expect(contentOf(join(a, 'missing'))).toBeNull()
  })

  it.each(['index.js', 'package.json', 'lib/deep/a.cjs', 'lib/a.mjs', 'src/a.ts', 'src/a.tsx', 'data.json', 'parser.wasm', 'native.node', 'new-file.js', 'build.js', 'lib/standard.mjs', 'd.js', '.hidden.js'])('changes with %s', (file) => {
    const dir = join(install({ pkg: {} }), 'pkg')
    if (!file.startsWith('new'))
      writeFiles(dir, { [file]: '1' })
    const before = contentOf(dir)
    writeFiles(dir, { [file]: 'changed' })
    expect(contentOf(dir)).not.toBe(before)
  })

  it.each(['readme.md', 'index.d.ts', 'types/a.d.mts', 'node_modules/other/index.js', '.git/x.js', 'a.js.map'])('does not change with %s', (file) => {
    const dir = join(install({ pkg: {} }), 'pkg')
    const before = contentOf(dir)
    writeFiles(dir, { [file]: 'new' })
    expect(contentOf(dir)).toBe(before)
  })

  it('changes with a new version', () => {
    const dir = join(install({ pkg: {} }), 'pkg')
    const before = contentOf(dir)
    writeFileSync(join(dir, 'package.json'), '{"version":"1.0.1"}')
    expect(contentOf(dir)).not.toBe(before)
  })

  it('is remembered for the next run, and computed again when a file changes', () => {
    const dir = join(install({ pkg: {} }), 'pkg')
    const memos = new Map<string, PackageMemo>()
    const before = contentOf(dir, memos)
    expect(memos.get(dir)![1]).toBe(before)
    memos.get(dir)![1] = 'remembered'
    expect(contentOf(dir, memos)).toBe('remembered')
    writeFileSync(join(dir, 'index.js'), 'changed')
    expect(contentOf(dir, memos)).not.toBe('remembered')
    expect(contentOf(dir, memos)).toBe(contentOf(dir))
  })
})

describe('a package that cannot be read', () => {
  it('is another one each time, so that nothing that rests on it is used', () => {
    const file = join(temporaryDir({ package: 'a file in place of a folder' }), 'package')
    const [first, second] = [contentOf(file), contentOf(file)]
    expect(first).toMatch(/^unreadable /)
    expect(second).not.toBe(first)
  })
})
