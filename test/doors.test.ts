import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const DIST = fileURLToPath(new URL('../dist', import.meta.url))
const STATIC_IMPORT_RE = /^(?:import|export)\b[^;'"]*?(?:\bfrom\s*)?["']([^"']+)["']/gm

/** What a file imports before it runs, by way of all files of this package. */
function importsOf(file: string, seen: Set<string> = new Set()): string[] {
  if (seen.has(file))
    return []
  seen.add(file)
  const specifiers = [...readFileSync(file, 'utf8').matchAll(STATIC_IMPORT_RE)].map(([, specifier]) => specifier!)
  return specifiers.flatMap(specifier => (specifier.startsWith('.') ? importsOf(join(dirname(file), specifier), seen) : [specifier]))
}

describe('the door of a bundler', () => {
  it.each(['vite', 'rollup', 'rolldown', 'esbuild', 'webpack', 'rspack', 'rsbuild'])('loads no other package at the start of a build: %s', (door) => {
    expect(importsOf(join(DIST, `${door}.js`)).filter(specifier => !isBuiltin(specifier))).toEqual([])
  })

  it('is found by reading the imports', () => {
    expect(importsOf(join(DIST, 'index.js'))).toEqual(expect.arrayContaining(['unplugin', 'fs']))
  })
})
