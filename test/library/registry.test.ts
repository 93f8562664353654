import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { CacheWarning } from '../../src/cache/errors'
import { CacheExportError, type RegistryCache, type RegistryOptions, createRegistryCache, exportsOf, sourceFileTimes } from '../../src/library'
import { withClock } from '../support/library'
import { mountMemory } from '../support/mount'
import { temporaryDir } from '../support/temp'

interface Tool { name: string, run: () => number }
const DAY_MS = 86_400_000
const TOOLS = new Map<string, Tool>([['a', { name: 'a', run: () => 1 }], ['b', { name: 'b', run: () => 2 }]])

function open(dir: string, options: Partial<RegistryOptions<Tool>> = {}): RegistryCache<Tool> & { warnings: CacheWarning[] } {
  const warnings: CacheWarning[] = []
  const cache = createRegistryCache<Tool>({
    name: 'tools',
    dir,
    version: () => '1.0.0',
    serialize: ({ name }) => ({ name }),
    deserialize: ({ name }: { name: string }) => TOOLS.get(name)!,
    log: 'silent',
    onWarning: warning => warnings.push(warning),
    ...options,
  })
  return Object.assign(cache, { warnings })
}

describe('the registry cache', () => {
  it('A1 loads all items that were saved, by a serializer and a deserializer, and nothing before', async () => {
    const dir = temporaryDir()
    expect(await open(dir).load()).toBeUndefined()
    await open(dir).save(TOOLS)
    const loaded = await open(dir).load()
    expect([...loaded!.keys()]).toEqual(['a', 'b'])
    expect(loaded!.get('b')).toBe(TOOLS.get('b'))
  })

  it('A2 is invalid when the format differs', async () => {
    const dir = temporaryDir()
    await open(dir).save(TOOLS)
    const cache = open(dir, { format: '2' })
    expect(await cache.load()).toBeUndefined()
    expect(cache.rejection).toBe('its format is 1, not 2')
  })

  it('A3 is invalid when the version getter says something else, and names both in the log', async () => {
    const dir = temporaryDir()
    await open(dir).save(TOOLS)
    const write = process.stderr.write.bind(process.stderr)
    let printed = ''
    process.stderr.write = text => Boolean(printed += String(text))
    onTestFinished(() => void (process.stderr.write = write))
    const cache = open(dir, { version: () => Promise.resolve('1.1.0'), log: 'warnings' })
    expect(await cache.load()).toBeUndefined()
    expect(cache.rejection).toBe('its version changed from 1.0.0 to 1.1.0')
    expect(printed).toBe('[unplugin-cache] tools is built again: its version changed from 1.0.0 to 1.1.0\n')
    expect(cache.warnings).toEqual([])
  })

  it('A4 is invalid after seven days, or as many as are asked for, or when the clock was set back', async () => {
    const dir = temporaryDir()
    await open(dir).save(TOOLS)
    await withClock(6.9 * DAY_MS, async () => expect(await open(dir).load()).toBeDefined())
    await withClock(7.1 * DAY_MS, async () => {
      expect(await open(dir).load()).toBeUndefined()
      expect(await open(dir, { maxAgeDays: 8 }).load()).toBeDefined()
    })
    await withClock(-DAY_MS, async () => expect(await open(dir).load()).toBeUndefined())
  })

  it('A5 is invalid when a recorded file is missing or its time moved by more than a second, if that is asked for', async () => {
    const dir = temporaryDir({ 'x.js': '' })
    const file = join(dir, 'x.js')
    const time = statSync(file).mtimeMs / 1000
    await open(dir).save(TOOLS, { [file]: time * 1000 })
    const check = async (): Promise<boolean> => await open(dir, { checkFiles: true }).load() !== undefined
    expect(await check()).toBe(true)
    utimesSync(file, time, time + 0.9)
    expect(await check()).toBe(true)
    utimesSync(file, time, time + 1.1)
    expect(await check()).toBe(false)
    expect(await open(dir).load()).toBeDefined()
    rmSync(file)
    const cache = open(dir, { checkFiles: true })
    expect(await cache.load()).toBeUndefined()
    expect(cache.rejection).toBe(`${file} was removed`)
  })

  it.each([['not JSON', () => 'garbage'], ['cut off', (text: string) => text.slice(0, -5)], ['flipped', (text: string) => text.replace('"a"', '"c"')]])(
    'A6 warns, deletes and builds again when the file is %s', async (_what, damage) => {
      const dir = temporaryDir()
      const cache = open(dir)
      await cache.save(TOOLS)
      writeFileSync(cache.path, damage(readFileSync(cache.path, 'utf8')))
      expect(await cache.load()).toBeUndefined()
      expect(cache.warnings[0]!.message).toContain(cache.path)
      expect(existsSync(cache.path)).toBe(false)
      await cache.save(TOOLS)
      expect(await cache.load()).toBeDefined()
    })

  it('A7 gives nothing when one item cannot be restored, and saves the rest when one cannot be saved', async () => {
    const dir = temporaryDir()
    const serialize = ({ name }: Tool): unknown => {
      if (name === 'a')
        throw new Error('no')
      return { name }
    }
    const cache = open(dir, { serialize })
    await cache.save(TOOLS)
    expect(cache.warnings[0]!.message).toContain('the item a')
    expect([...(await cache.load())!.keys()]).toEqual(['b'])
    await open(dir).save(TOOLS)
    const deserialize = ({ name }: { name: string }): Tool => {
      if (name === 'b')
        throw new Error('gone')
      return TOOLS.get(name)!
    }
    const broken = open(dir, { deserialize })
    expect(await broken.load()).toBeUndefined()
    expect(broken.rejection).toContain('the item b cannot be restored (gone)')
    expect(broken.warnings).toHaveLength(1)
  })

  it('A8 warns when it cannot be saved, also when the version getter fails', async ({ skip }) => {
    const failing = open(temporaryDir(), { version: () => Promise.reject(new Error('no version')) })
    await failing.save(TOOLS)
    expect(failing.warnings[0]!.message).toContain('no version')
    expect(await failing.load()).toBeUndefined()
    const mounted = mountMemory('size=64k')
    if (!mounted)
      return skip('mounting is not permitted')
    mounted.remount('ro')
    const cache = open(mounted.dir)
    await cache.save(TOOLS)
    expect(cache.warnings).toHaveLength(1)
    expect(cache.warnings[0]!.code).toBe('CACHE_WARNING')
  })

  it('A9 lives in the user\'s cache folder, in a folder of its own, and can be cleared', async () => {
    const home = temporaryDir()
    const before = process.env.XDG_CACHE_HOME
    process.env.XDG_CACHE_HOME = home
    try {
      const cache = createRegistryCache<number>({ name: 'numbers', version: () => '1', serialize: n => n, deserialize: (n: number) => n, log: 'silent' })
      expect(cache.path).toBe(join(home, 'unplugin-cache/registry-v1/numbers.json'))
      await cache.save(new Map([['one', 1]]))
      expect(existsSync(cache.path)).toBe(true)
      await cache.clear()
      expect(existsSync(cache.path)).toBe(false)
      delete process.env.XDG_CACHE_HOME
      expect(createRegistryCache<number>({ name: 'n', version: () => '1', serialize: n => n, deserialize: (n: number) => n }).path).toContain('.cache/unplugin-cache')
    }
    finally {
      if (before === undefined)
        delete process.env.XDG_CACHE_HOME
      else
        process.env.XDG_CACHE_HOME = before
    }
  })

  it.each([
    [{}, 'the option "name" is undefined, it must be a string.'],
    [{ name: 'tools' }, 'the option "version" is undefined, it must be a function.'],
    [{ name: 'a/b', version: () => '1', serialize: () => 1, deserialize: () => 1 }, 'the option "name" is "a/b", it must be letters, digits'],
  ])('A10 names the option that is missing or wrong, its value, and what it must be (%j)', (options, message) => {
    expect(() => createRegistryCache(options as RegistryOptions<unknown>)).toThrow(message)
  })

  it('A10 gives the times of all sources of a folder or a package', () => {
    const dir = temporaryDir({ 'a.ts': '', 'deep/b.mjs': '', 'deep/c.css': '', 'node_modules/x/d.js': '', '.tool/e.js': '' })
    expect(Object.keys(sourceFileTimes(dir))).toEqual([join(dir, 'a.ts'), join(dir, 'deep/b.mjs')])
    expect(sourceFileTimes(dir)[join(dir, 'a.ts')]).toBe(statSync(join(dir, 'a.ts')).mtimeMs)
    expect(Object.keys(sourceFileTimes('valibot', import.meta.url)).length).toBeGreaterThan(0)
    expect(() => sourceFileTimes('no-such-package')).toThrow('there is no file no-such-package')
  })

  it('A11 keeps exported functions and classes by module and name, and says clearly what is gone', async () => {
    const dir = temporaryDir({ 'tools.mjs': 'export function double(n) { return 2 * n }\nexport class Box {}\nexport default () => 1' })
    const from = `file://${dir}/main.mjs`
    const tools = await import(join(dir, 'tools.mjs')) as Record<string, () => unknown>
    const codec = await exportsOf<() => unknown>(['./tools.mjs'], from)
    const options: RegistryOptions<() => unknown> = { name: 'fns', dir, version: () => '1', serialize: fn => codec.serialize(fn), deserialize: data => codec.deserialize(data), log: 'silent' }
    await createRegistryCache(options).save(new Map(Object.entries(tools)))
    const loaded = await createRegistryCache(options).load()
    expect(loaded!.get('double')).toBe(tools.double)
    expect(loaded!.get('Box')).toBe(tools.Box)
    expect(loaded!.get('default')).toBe(tools.default)
    expect(() => codec.serialize(function other() {})).toThrow('other is not exported by ./tools.mjs')
    await expect(codec.deserialize({ module: './tools.mjs', export: 'gone' })).rejects.toThrow('./tools.mjs does not export a function or class gone any more')
    await expect(codec.deserialize({ module: 'node:fs', export: 'rmSync' })).rejects.toThrow(CacheExportError)
    await expect(exportsOf(['./missing.mjs'], from)).rejects.toMatchObject({ code: 'CACHE_EXPORT', module: './missing.mjs' })
  })
})
