/**
 * A package that asks the world in all ways and declares nothing, for each family of bundlers: a plugin, a loader and
 * a plugin of esbuild. Another package helps it.
 */
export const FLAVOR = {
  'flavor/package.json': '{ "name": "flavor", "version": "1.0.0", "type": "module", "main": "index.js", "dependencies": { "flavor-helper": "1" } }',
  'flavor/ask.js': `
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { label } from 'flavor-helper'
const read = file => existsSync(file) ? readFileSync(file, 'utf8') : '-'
export function ask(options) {
  const parts = [read('secret.txt'), existsSync('icons') ? readdirSync('icons').sort() : '-', existsSync('maybe.json'), process.env.FLAVOR ?? '-', JSON.stringify(options)]
  return '\\n;globalThis.flavor = ' + JSON.stringify(label + parts.join('|'))
}`,
  'flavor/index.js': `
import { ask } from './ask.js'
export default options => ({
  name: 'flavor',
  transform: (code, id) => /[\\\\/]src[\\\\/](?:main|index|seen\\.test)\\.[jt]sx?$/.test(id) ? { code: code + ask(options), map: null } : undefined,
})`,
  'flavor/loader.js': `
import { ask } from './ask.js'
export default function (code, map) {
  this.callback(null, code + ask(this.getOptions()), map)
}`,
  'flavor/esbuild.js': `
import { readFileSync } from 'node:fs'
import { ask } from './ask.js'
export default options => ({
  name: 'flavor',
  setup(build) {
    build.onLoad({ filter: /[\\\\/]src[\\\\/]main\\.ts$/ }, ({ path }) => ({ contents: readFileSync(path, 'utf8') + ask(options), loader: 'ts' }))
  },
})`,
  'flavor-helper/package.json': '{ "name": "flavor-helper", "version": "1.0.0", "type": "module", "main": "index.js" }',
  'flavor-helper/index.js': `export const label = 'v0:'`,
}
