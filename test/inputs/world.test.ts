import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Fact } from '../../src/cache'
import { type Question, describeChange } from '../../src/inputs/world'
import { worldOf } from '../support/states'
import { temporaryDir, writeFiles } from '../support/temp'

const PROJECT = 'deep/workspace/project'

/** A project with room above it. */
function projectWith(files: Record<string, string> = {}): string {
  const dir = join(temporaryDir(), PROJECT)
  mkdirSync(dir, { recursive: true })
  writeFiles(dir, files)
  return dir
}

/** Whether a fact that one run has stated holds in the next, as it comes back from disk. */
function holds(project: string, fact: Fact, env: NodeJS.ProcessEnv = {}): boolean {
  return worldOf(project, env).holds(JSON.parse(JSON.stringify(fact)) as Fact)
}

interface Case {
  question: Question
  path: string
  /** What the fact must not notice, and what it must. */
  same?: (dir: string) => void
  other: (dir: string) => void
}

const CASES: Record<string, Case> = {
  'the content of a file': { question: 'content', path: 'a.txt', same: dir => writeFileSync(join(dir, 'a.txt'), 'a'), other: dir => writeFileSync(join(dir, 'a.txt'), 'b') },
  'a missing file': { question: 'content', path: 'missing', other: dir => writeFileSync(join(dir, 'missing'), '') },
  'the kind of a path': { question: 'kind', path: 'a.txt', same: dir => writeFileSync(join(dir, 'a.txt'), 'longer'), other: dir => rmSync(join(dir, 'a.txt')) },
  'the kind of a missing path': { question: 'kind', path: 'missing', other: dir => mkdirSync(join(dir, 'missing')) },
  'the size of a file': { question: 'size', path: 'a.txt', same: dir => writeFileSync(join(dir, 'a.txt'), 'b'), other: dir => writeFileSync(join(dir, 'a.txt'), 'longer') },
  'the files in a folder': { question: 'listing', path: 'folder', same: dir => writeFileSync(join(dir, 'folder/a.css'), 'changed'), other: dir => writeFileSync(join(dir, 'folder/new'), '') },
  'a file that became a folder': { question: 'listing', path: 'folder', other: (dir) => {
    rmSync(join(dir, 'folder/a.css'))
    mkdirSync(join(dir, 'folder/a.css'))
  } },
  'the styles in a folder': { question: 'styles', path: 'folder', same: dir => writeFileSync(join(dir, 'folder/new.ts'), ''), other: dir => writeFileSync(join(dir, 'folder/new.less'), '') },
  'where a link leads': { question: 'realpath', path: 'link', other: (dir) => {
    rmSync(join(dir, 'link'))
    symlinkSync(join(dir, 'folder/a.css'), join(dir, 'link'))
  } },
  'members of a JSON file': { question: 'settings', path: 'package.json#babel,browserslist', same: dir => writeFileSync(join(dir, 'package.json'), '{ "version": "2", "babel": { "a": 1 } }'), other: dir => writeFileSync(join(dir, 'package.json'), '{ "babel": { "a": 2 } }') },
  'a member that is new': { question: 'settings', path: 'package.json#babel,browserslist', other: dir => writeFileSync(join(dir, 'package.json'), '{ "babel": { "a": 1 }, "browserslist": [] }') },
  'a JSON file that is broken now': { question: 'settings', path: 'package.json#babel,browserslist', other: dir => writeFileSync(join(dir, 'package.json'), '{') },
  'a JSON file that is gone': { question: 'settings', path: 'package.json#babel,browserslist', other: dir => rmSync(join(dir, 'package.json')) },
  'members of a JSON file in a folder with a # in its name': { question: 'settings', path: 'c#/package.json#babel', other: dir => writeFileSync(join(dir, 'c#/package.json'), '{ "babel": 2 }') },
  'the code of a package': { question: 'package', path: 'node_modules/dep', same: dir => writeFileSync(join(dir, 'node_modules/dep/readme.md'), 'changed'), other: dir => writeFileSync(join(dir, 'node_modules/dep/index.js'), 'changed') },
  'a package that is gone': { question: 'package', path: 'node_modules/dep', other: dir => rmSync(join(dir, 'node_modules/dep'), { recursive: true }) },
  'a file next to the project': { question: 'content', path: '../lib/a.ts', same: dir => writeFileSync(join(dir, 'lib.txt'), ''), other: dir => writeFileSync(join(dir, '../lib/a.ts'), 'changed') },
}

describe('a fact about a path', () => {
  for (const [what, { question, path, same, other }] of Object.entries(CASES)) {
    it(`holds until it is about something else: ${what}`, () => {
      const dir = projectWith({
        'a.txt': 'a',
        'folder/a.css': '',
        'package.json': '{ "version": "1", "babel": { "a": 1 } }',
        'c#/package.json': '{ "babel": 1 }',
        'node_modules/dep/package.json': '{ "version": "1.0.0" }',
        'node_modules/dep/index.js': '',
        '../lib/a.ts': '',
      })
      symlinkSync(join(dir, 'a.txt'), join(dir, 'link'))
      const fact = worldOf(dir).aboutPath(question, join(dir, path))
      expect(holds(dir, fact)).toBe(true)
      same?.(dir)
      expect(holds(dir, fact)).toBe(true)
      other(dir)
      expect(holds(dir, fact)).toBe(false)
    })
  }

  it('is stated once, so that it can be known by identity', () => {
    const world = worldOf(projectWith({ a: '' }))
    const path = world.roots.toPath('a')
    expect(world.aboutPath('content', path)).toBe(world.aboutPath('content', path))
    expect(world.aboutPath('kind', path)).not.toBe(world.aboutPath('content', path))
  })

  it('holds in a checkout elsewhere', () => {
    const [here, there] = [projectWith({ 'src/a': 'a' }), join(temporaryDir(), 'somewhere/else/at/another/depth')]
    writeFiles(there, { 'src/a': 'a' })
    const world = worldOf(here)
    for (const question of ['content', 'kind', 'size', 'realpath'] as const)
      expect(holds(there, world.aboutPath(question, join(here, 'src/a'))), question).toBe(true)
    expect(holds(there, world.aboutPath('listing', join(here, 'src')))).toBe(true)
  })
})

describe('a fact about a file above the project', () => {
  const NAME = '.settingsrc'

  /** What a tool finds that looks in each folder up to the top and takes the first file. */
  function searched(dir: string): Fact[] {
    const world = worldOf(dir)
    const facts: Fact[] = []
    for (let at = dir; ; at = dirname(at)) {
      facts.push(world.aboutPath('content', join(at, NAME)))
      if (facts.at(-1)![2] !== null || dirname(at) === at)
        return facts
    }
  }

  it('holds at another depth, where there is none either', () => {
    const [here, there] = [projectWith(), join(temporaryDir(), 'at/another/depth/of/folders')]
    mkdirSync(there, { recursive: true })
    for (const fact of searched(here))
      expect(holds(there, fact), fact.join(' ')).toBe(true)
  })

  it('breaks when one appears, changes or goes, however far above', () => {
    for (const above of ['..', '../..', '../../..']) {
      const dir = projectWith()
      const file = join(dir, above, NAME)
      const missing = searched(dir)
      expect(missing.every(fact => holds(dir, fact))).toBe(true)
      writeFileSync(file, '1')
      expect(missing.every(fact => holds(dir, fact)), `${above} appeared`).toBe(false)
      const present = searched(dir)
      writeFileSync(file, '2')
      expect(present.every(fact => holds(dir, fact)), `${above} changed`).toBe(false)
      const changed = searched(dir)
      rmSync(file)
      expect(changed.every(fact => holds(dir, fact)), `${above} gone`).toBe(false)
    }
  })

  it('breaks when one appears nearer by than the one that was found', () => {
    const dir = projectWith({ [`../../${NAME}`]: 'far' })
    const facts = searched(dir)
    writeFileSync(join(dir, '..', NAME), 'near')
    expect(facts.every(fact => holds(dir, fact))).toBe(false)
  })

  it('breaks when a farther one changes that a tool has read as well', () => {
    for (const near of ['near', 'same', undefined]) {
      const dir = projectWith({ [`../../${NAME}`]: 'same', ...near === undefined ? {} : { [`../${NAME}`]: near } })
      const fact = worldOf(dir).aboutPath('content', join(dir, '../..', NAME))
      writeFileSync(join(dir, '../..', NAME), 'changed')
      expect(holds(dir, fact), `the near one is ${near}`).toBe(false)
    }
  })

  it('breaks when a farther one appears that a tool has looked for as well', () => {
    const dir = projectWith({ [`../${NAME}`]: 'near' })
    const fact = worldOf(dir).aboutPath('content', join(dir, '../..', NAME))
    writeFileSync(join(dir, '../..', NAME), 'far')
    expect(holds(dir, fact)).toBe(false)
  })

  it('is about that very file also where only some of its members count', () => {
    const dir = projectWith({ 'package.json': '{}', '../package.json': '{ "browserslist": "chrome 1" }' })
    const fact = worldOf(dir).aboutPath('settings', join(dir, '../package.json#browserslist'))
    expect(holds(dir, fact)).toBe(true)
    writeFileSync(join(dir, '../package.json'), '{ "browserslist": "chrome 2" }')
    expect(holds(dir, fact)).toBe(false)
  })
})

describe('a fact about the environment', () => {
  it('holds as long as the variable has that value', () => {
    const dir = projectWith()
    const [set, unset] = [worldOf(dir, { A: 'secret' }).about('env', 'A'), worldOf(dir).about('env', 'A')]
    expect([holds(dir, set, { A: 'secret' }), holds(dir, set, { A: 'other' }), holds(dir, set), holds(dir, set, { A: '' })]).toEqual([true, false, false, false])
    expect([holds(dir, unset), holds(dir, unset, { A: '' })]).toEqual([true, false])
  })

  it('does not tell the value, which may be a secret', () => {
    expect(JSON.stringify(worldOf(projectWith(), { A: 'secret' }).about('env', 'A'))).not.toContain('secret')
  })
})

describe('a world', () => {
  it('checks a fact once, until time has passed', () => {
    const dir = projectWith({ a: '1' })
    const world = worldOf(dir)
    const fact = world.aboutPath('content', join(dir, 'a'))
    const facts: Fact[] = [['kind', 'a', 'file'], fact]
    expect([world.holds(fact), world.firstBroken(facts)]).toEqual([true, undefined])
    writeFileSync(join(dir, 'a'), '2')
    expect([world.holds(fact), world.firstBroken(facts)]).toEqual([true, undefined])
    world.invalidate(join(dir, 'a'))
    expect([world.holds(fact), world.firstBroken(facts)]).toEqual([false, fact])
  })

  it('keeps to the code that a package had at first, because that is the code that runs in this process', () => {
    const dir = projectWith({ 'node_modules/dep/package.json': '{}', 'node_modules/dep/index.js': '1' })
    const world = worldOf(dir)
    const fact = world.aboutPath('package', join(dir, 'node_modules/dep'))
    writeFileSync(join(dir, 'node_modules/dep/index.js'), '2')
    world.invalidate()
    expect(world.holds(fact)).toBe(true)
    expect(holds(dir, fact)).toBe(false)
  })

  it('finds facts that were wrong for a while, but not about folders in which nothing of interest changed', () => {
    const dir = projectWith({ 'src/a': '1', 'src/b': '1' })
    const world = worldOf(dir)
    const [a] = [world.aboutPath('content', join(dir, 'src/a')), world.aboutPath('content', join(dir, 'src/b')), world.aboutPath('kind', join(dir, 'src')), world.aboutPath('styles', join(dir, 'src'))]
    writeFiles(dir, { 'src/a': 'longer', 'src/new.txt': '' })
    expect([...world.settle()]).toEqual([a])
  })
})

describe('describeChange', () => {
  it.each([
    [['content', 'src/a.ts', null], 'src/a.ts changed'],
    [['content', '^.babelrc', null], '.babelrc changed'],
    [['env', 'NODE_ENV', null], 'environment variable NODE_ENV changed'],
    [['listing', 'src', null], 'files in src changed'],
    [['package', '../../node_modules/@a/b', null], 'the package @a/b changed'],
    [['ask', 'resolve', '["./x"]', 'digest'], 'the answer to resolve changed'],
    [['located', 'project', '5'], 'the project moved'],
  ] satisfies [Fact, string][])('says of %j: %s', (fact, sentence) => {
    expect(describeChange(fact)).toBe(sentence)
  })
})
