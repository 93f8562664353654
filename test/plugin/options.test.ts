import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Options, checkOptions, modeOf, projectName, resolveCacheDir, resolveOptions } from '../../src/plugin/options'
import { temporaryDir } from '../support/temp'

describe('options', () => {
  it.each<Options>([
    {},
    { enabled: false, cacheDir: 'user', name: '@scope/app-1.x', version: '2', include: '**/*.vue', exclude: [/x/, 'y'] },
    { plugins: { a: true, b: false, c: { hooks: ['transform'], state: 'file', portable: true } } },
    { maxAge: 0, maxSize: 5e9, strategy: 'content', readonly: true, clearCache: true, key: '', inputs: ['a'], env: ['B'], log: 'silent' },
    { include: /a/, plugins: undefined, maxAge: undefined },
  ])('are accepted: %j', (options) => {
    expect(() => checkOptions(options)).not.toThrow()
  })

  it.each<[string, unknown, string, string]>([
    ['enabled', 'yes', '"yes"', 'true or false'],
    ['cacheDir', 5, '5', 'a string'],
    ['cacheDir', '', '""', '\'project\', \'user\' or a path'],
    ['name', 'a b', '"a b"', 'letters, digits'],
    ['name', '', '""', 'letters, digits'],
    ['version', 1, '1', 'a string'],
    ['include', 5, '5', 'a glob pattern, a regular expression or a list of them'],
    ['include', [5], '[ 5 ]', 'a glob pattern, a regular expression or a list of them'],
    ['exclude', {}, '{}', 'a glob pattern'],
    ['maxAge', '7', '"7"', 'a number'],
    ['maxAge', -1, '-1', 'not negative'],
    ['maxAge', Number.NaN, 'NaN', 'a number'],
    ['maxSize', '1GB', '"1GB"', 'a number'],
    ['maxSize', 1n, '1', 'a number'],
    ['strategy', 'fast', '"fast"', '\'auto\', \'content\' or \'mtime\''],
    ['readonly', 1, '1', 'true or false'],
    ['clearCache', 'true', '"true"', 'true or false'],
    ['key', 5, '5', 'a string'],
    ['key', null, 'null', 'a string'],
    ['inputs', 'a', '"a"', 'a list of strings'],
    ['env', [1], '1', 'a string'],
    ['log', true, 'true', '\'summary\', \'warnings\' or \'silent\''],
    ['plugins', 'vue', '"vue"', ''],
  ])('are refused with the name, the value and what it may be: %s', (name, value, shown, fix) => {
    const message = messageFor({ [name]: value })
    expect(message).toMatch(/^unplugin-cache: the option "/)
    expect(message).toContain(`"${name}`)
    expect(message).toContain(` is ${shown}`)
    expect(message).toContain(fix)
  })

  it.each([
    [{ a: 'yes' }, '"plugins.a"', '"yes"', 'true, false or a rule with hooks'],
    [{ a: { hooks: 'load' } }, '"plugins.a', '', 'hook'],
    [{ a: { hooks: ['resolveId'] } }, '"plugins.a', 'resolveId', 'load, transform, renderChunk'],
  ])('are refused deep inside of `plugins`: %j', (plugins, name, shown, fix) => {
    const message = messageFor({ plugins })
    for (const part of [name, shown, fix])
      expect(message).toContain(part)
  })

  it('are refused when there is no such option, with those that there are', () => {
    expect(messageFor({ cachedir: 'x' })).toMatch(/^unplugin-cache: there is no option "cachedir"\. The options are: enabled, cacheDir, .*log\.$/)
  })

  it('are refused when they are no object', () => {
    for (const options of ['x', 5, null])
      expect(messageFor(options)).toMatch(/^unplugin-cache: /)
  })

  function messageFor(options: unknown): string {
    try {
      checkOptions(options as Options)
    }
    catch (error) {
      expect(error).toBeInstanceOf(TypeError)
      return (error as Error).message
    }
    return expect.unreachable('was accepted')
  }
})

describe('the variable UNPLUGIN_CACHE', () => {
  it.each([[undefined, 'on'], ['', 'on'], ['1', 'on'], ['true', 'on'], ['on', 'on'], ['0', 'off'], ['false', 'off'], ['off', 'off'], ['readonly', 'readonly'], ['refresh', 'refresh']])('%j means %s', (value, mode) => {
    expect(modeOf({}, { UNPLUGIN_CACHE: value })).toBe(mode)
    expect(modeOf({ enabled: false }, { UNPLUGIN_CACHE: value })).toBe('off')
  })

  it('is refused with its value and what it may be', () => {
    expect(() => modeOf({}, { UNPLUGIN_CACHE: 'of' })).toThrow(/^unplugin-cache: the environment variable UNPLUGIN_CACHE is "of", it must be one of on, off, readonly, refresh/)
  })
})

describe('resolved options', () => {
  it('have defaults', () => {
    const root = temporaryDir({ 'package.json': '{ "name": "@scope/app" }' })
    expect(resolveOptions({}, root, {})).toMatchObject({
      cacheDir: join(root, 'node_modules/.cache/unplugin-cache'),
      name: '@scope__app',
      maxAge: 7 * 86_400_000,
      maxSize: 1024 ** 3,
      strategy: 'auto',
      readonly: false,
      refresh: false,
      clearToken: undefined,
      log: 'summary',
    })
  })

  it('follow the environment', () => {
    const root = temporaryDir()
    expect(resolveOptions({ cacheDir: 'a' }, root, { UNPLUGIN_CACHE_DIR: '/b', UNPLUGIN_CACHE: 'readonly', UNPLUGIN_CACHE_CLEAR: 'token' }))
      .toMatchObject({ cacheDir: '/b', readonly: true, clearToken: 'token' })
    expect(resolveOptions({ cacheDir: 'a' }, root, { UNPLUGIN_CACHE: 'refresh' })).toMatchObject({ cacheDir: join(root, 'a'), refresh: true, readonly: false })
  })

  it('clear the cache once in a process', () => {
    const [a, b] = [1, 2].map(() => resolveOptions({ clearCache: true }, temporaryDir(), {}).clearToken)
    expect(a).toBeTypeOf('string')
    expect(b).toBe(a)
  })

  it('know where the cache is', () => {
    expect(resolveCacheDir('user', '/p', { XDG_CACHE_HOME: '/c' })).toBe('/c/unplugin-cache')
    expect(resolveCacheDir('user', '/p', {})).toBe(join(homedir(), '.cache/unplugin-cache'))
    expect(resolveCacheDir('../common', '/p/app', {})).toBe('/p/common')
    expect(resolveCacheDir('project', '/p', {})).toBe('/p/node_modules/.cache/unplugin-cache')
  })
})

describe('the name of a project', () => {
  it('is that of its package.json, or of its folder', () => {
    expect(projectName(temporaryDir({ 'package.json': '{ "name": "app" }' }))).toBe('app')
    expect(projectName(join(temporaryDir({ 'folder/package.json': '{}' }), 'folder'))).toBe('folder')
    expect(projectName(join(temporaryDir({ 'folder/x': '' }), 'folder'))).toBe('folder')
  })

  it('does not make a build fail that would not fail without us', () => {
    for (const content of ['', '{ broken', '\ufeff{ "name": "app" }', '{ "name": 5 }', 'null', '{ "name": "" }']) {
      const root = join(temporaryDir({ 'folder/package.json': content }), 'folder')
      expect(resolveOptions({}, root, {}).name, content).toMatch(/^(?:folder|app|5)$/)
    }
  })

  it('is a safe file name, whatever it is', () => {
    for (const name of ['../../x', 'a\\b', 'a:b', 'con\u0000x', 'ä ö']) {
      const root = temporaryDir({ 'package.json': JSON.stringify({ name }) })
      expect(resolveOptions({}, root, {}).name).not.toMatch(/[/\\:\0]/)
    }
  })
})
