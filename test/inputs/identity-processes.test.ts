import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { REPOSITORY, bundleScript, runNode } from '../support/processes'
import { temporaryDir } from '../support/temp'

/** Prints the description of the plugins that a module in a project exports. */
const DESCRIBE = `
  import { describe } from '@src/inputs/identity'
  import { Roots } from '@src/inputs/roots'
  const project = process.cwd()
  const { plugins } = await import(project + '/plugins.mjs')
  const hooks = Object.fromEntries(plugins.map((plugin, index) => [plugin.name + index, plugin.transform.handler ?? plugin.transform]))
  process.stdout.write(JSON.stringify(describe(hooks, new Map(), new Roots(project))))`

interface Description { lines: string[], complete: boolean }

async function descriptionOf(source: string, script: string): Promise<Description> {
  const dir = join(temporaryDir({ 'project/plugins.mjs': source }), 'project')
  symlinkSync(join(REPOSITORY, 'node_modules'), join(dir, 'node_modules'), 'junction')
  const { stdout, stderr } = await runNode([script], { cwd: dir })
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Description
}

describe('the identity of plugins', () => {
  it('is the same in each process, and in another checkout', async () => {
    const source = `
      import { randomUUID } from 'node:crypto'
      import vue from '@vitejs/plugin-vue'
      import vueJsx from '@vitejs/plugin-vue-jsx'
      import react from '@vitejs/plugin-react'
      import svgr from 'vite-plugin-svgr'
      import esbuild from 'rollup-plugin-esbuild'
      import babel from '@rollup/plugin-babel'
      export const plugins = [vue(), vueJsx(), ...[react()].flat(), svgr(), esbuild({ target: 'es2020' }), babel({ babelHelpers: 'bundled' })].filter(plugin => plugin.transform)`
    const script = await bundleScript(DESCRIBE)
    const [first, second] = [await descriptionOf(source, script), await descriptionOf(source, script)]
    expect(first.lines.length).toBeGreaterThan(50)
    expect(second.lines).toEqual(first.lines)
  })

  it('is the same in each process for a CommonJS plugin, whose file is a closure around its hooks', async () => {
    const source = `
      import { createRequire } from 'node:module'
      import { writeFileSync } from 'node:fs'
      writeFileSync('plugin.cjs', \`
        const { readFileSync } = require('node:fs')
        const { createHash } = require('node:crypto')
        const babel = require('@babel/core')
        const { transformSync } = babel
        exports.plugin = { name: 'cjs', transform: code => transformSync(code + readFileSync('x') + createHash('md5')) }\`)
      export const plugins = [createRequire(import.meta.url)('./plugin.cjs').plugin]`
    const script = await bundleScript(DESCRIBE)
    const [first, second] = [await descriptionOf(source, script), await descriptionOf(source, script)]
    expect(second.lines).toEqual(first.lines)
    expect(first.complete).toBe(true)
  })

  it('shows an option that only the configuration of one process has', async () => {
    const source = (option: string): string => `
      import vue from '@vitejs/plugin-vue'
      export const plugins = [vue({ ${option} })]`
    const script = await bundleScript(DESCRIBE)
    const described = await Promise.all(['', 'isProduction: true', 'customElement: true', 'customElement: /x/'].map(option => descriptionOf(source(option), script)))
    expect(new Set(described.map(({ lines }) => lines.join('\n'))).size).toBe(4)
  })

  it('shows the data in the file of a plugin that a hook names', async () => {
    const source = (helper: string, data: string): string => `
      const table = ${data}
      const helper = ${helper}
      export const plugins = [{ name: 'local', transform: code => helper(code, table.prefix) }]`
    const script = await bundleScript(DESCRIBE)
    const [plain, data] = await Promise.all([source('(code, prefix) => prefix + code', '{ prefix: 1 }'), source('(code, prefix) => prefix + code', '{ prefix: 2 }')].map(text => descriptionOf(text, script)))
    expect(data!.lines).not.toEqual(plain!.lines)
  })

  it('shows the data that a helper in the file of a plugin uses', async () => {
    const source = (options: string): string => `
      let settings
      const helper = code => settings.prefix + code
      const create = options => {
        settings = options
        return { name: 'local', transform: code => helper(code) }
      }
      export const plugins = [create(${options})]`
    const script = await bundleScript(DESCRIBE)
    const [a, b] = await Promise.all([descriptionOf(source('{ prefix: 1 }'), script), descriptionOf(source('{ prefix: 2 }'), script)])
    expect(a!.lines).not.toEqual(b!.lines)
  })
})
