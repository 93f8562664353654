import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSources } from '../../src/inputs/sources'
import { temporaryDir } from '../support/temp'

function sourcesIn(files: Record<string, string>): { files: string[], packages: string[], env: string[] } {
  const dir = temporaryDir(files)
  const sources = readSources([join(dir, 'vite.config.ts')])
  return { ...sources, files: sources.files.map(file => relative(dir, file).replaceAll('\\', '/')).sort() }
}

describe('the sources of a configuration', () => {
  it('are its files, packages and variables, at any depth', () => {
    expect(sourcesIn({
      'vite.config.ts': `
        import vue from '@vitejs/plugin-vue'
        import { mine } from './build/mine.js'
        export * from "./other"
        import deep from 'pkg/deep/file.js'
        import fs from 'node:fs'
        const lazy = () => import('./lazy.mjs')
        const data = require('./data')
        if (process.env.MODE || process.env['QUOTED']) {}`,
      'build/mine.ts': `import './helper'\nimport '../vite.config'\nprocess.env.DEEP`,
      'build/helper/index.ts': '',
      'other.cjs': '',
      'lazy.mjs': '',
      'data.json': '{}',
      'unrelated.ts': '',
    })).toEqual({
      files: ['build/helper/index.ts', 'build/mine.ts', 'data.json', 'lazy.mjs', 'other.cjs', 'vite.config.ts'],
      packages: ['@vitejs/plugin-vue', 'pkg'],
      env: ['MODE', 'QUOTED', 'DEEP'],
    })
  })

  it('hold a file that is not there', () => {
    expect(sourcesIn({})).toEqual({ files: ['vite.config.ts'], packages: [], env: [] })
  })

  it('hold variables that are taken out of the environment by name', () => {
    expect(sourcesIn({ 'vite.config.ts': 'const { MODE, OTHER: other = 1 } = process.env' }).env).toEqual(['MODE', 'OTHER'])
  })

  it('hold a file that is imported by its absolute path or URL', () => {
    const dir = temporaryDir({ 'a.ts': '' })
    expect(sourcesIn({ 'vite.config.ts': `import '${join(dir, 'a.ts')}'` }).files).toHaveLength(2)
  })

  it('hold a file that is imported through the subpath imports of the package', () => {
    expect(sourcesIn({ 'package.json': '{ "imports": { "#build/*": "./build/*.ts" } }', 'vite.config.ts': `import '#build/mine'`, 'build/mine.ts': '' }).files).toContain('build/mine.ts')
  })
})
