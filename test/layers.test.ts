import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url))
const SRC = join(REPOSITORY, 'src')
const MAX_LINES = 250

/** By layer, the layers that it may import. A file directly in src is a door. */
const MAY_IMPORT: Record<string, string[]> = {
  doors: ['bundlers', 'cli', 'plugin', 'cache', 'util'],
  bundlers: ['plugin', 'inputs', 'cache', 'store', 'util', 'report'],
  cli: ['plugin', 'inputs', 'cache', 'store', 'util', 'report'],
  report: ['plugin', 'cache', 'store', 'util'],
  plugin: ['inputs', 'cache', 'store', 'util'],
  inputs: ['cache', 'store', 'util'],
  cache: ['store', 'util'],
  store: ['util'],
  util: [],
}
const IMPORT_RE = /^\s*(import|export)\b(\s+type\b)?[^'"]*?\bfrom\s+'([^']+)'|^\s*import\s+'([^']+)'|\bimport\('([^']+)'\)/gm

interface Arrow { from: string, to: string, isType: boolean, text: string }

function filesIn(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(name => /\.m?ts$|\.mjs$/.test(name)).map(name => join(dir, name))
}

/** `src/plugin/recipes/vue.ts` → `plugin`. */
function layerOf(path: string): string {
  const [first, ...rest] = relative(SRC, path).split(/[/\\]/)
  return rest.length === 0 && !isLayer(first!) ? 'doors' : first!
}

function isLayer(name: string): boolean {
  return name in MAY_IMPORT && name !== 'doors'
}

/** Imports of other files of src. */
function arrowsOf(path: string): Arrow[] {
  return [...readFileSync(path, 'utf8').matchAll(IMPORT_RE)].flatMap(([, , type, from, bare, dynamic]) => {
    const specifier = (from ?? bare ?? dynamic)!
    const target = join(dirname(path), specifier)
    return specifier.startsWith('.') && target.startsWith(SRC)
      ? [{ from: layerOf(path), to: layerOf(target), isType: type !== undefined, text: `${relative(REPOSITORY, path)} imports ${specifier}` }]
      : []
  })
}

const ARROWS = filesIn(SRC).flatMap(arrowsOf)

describe('the layers', () => {
  it('are those that are listed here', () => {
    const folders = readdirSync(SRC, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name)
    expect(folders.sort()).toEqual(Object.keys(MAY_IMPORT).filter(isLayer).sort())
  })

  it('have arrows that point downwards', () => {
    // Doors show the types of what is behind them, wherever that is.
    const upward = ARROWS.filter(({ from, to, isType }) => from !== to && !MAY_IMPORT[from]!.includes(to) && !(from === 'doors' && isType))
    expect(upward.map(({ text }) => text)).toEqual([])
  })

  it('were found by reading the imports', () => {
    const found = new Set(ARROWS.map(({ from, to }) => `${from} ${to}`))
    for (const arrow of ['doors bundlers', 'bundlers plugin', 'plugin inputs', 'inputs cache', 'cache store', 'store util', 'report store', 'cli report'])
      expect([...found]).toContain(arrow)
  })
})

describe('files', () => {
  it(`have at most ${MAX_LINES} lines`, () => {
    const long = [...filesIn(SRC), ...filesIn(join(REPOSITORY, 'test'))]
      .map(path => ({ path: relative(REPOSITORY, path), lines: readFileSync(path, 'utf8').split('\n').length - 1 }))
      .filter(({ lines }) => lines > MAX_LINES)
    expect(long).toEqual([])
  })
})
