import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Roots } from '../../src/inputs/roots'
import { temporaryDir } from '../support/temp'

const HERE = new Roots('/home/user/code/project')
const THERE = new Roots('/srv/builds/4711/checkout')

/** Ways to write a path. */
const ENCODINGS = [(path: string) => path, encodeURI, encodeURIComponent, (path: string) => path.replaceAll('/', '\\/')]

/** The text as a checkout elsewhere would get it. */
function carried(text: string, from = HERE, to = THERE): string | undefined {
  const packed = from.pack(text)
  return packed === undefined ? undefined : to.unpack(packed)
}

describe('a text that names the project', () => {
  it.each([
    ['raw', '/home/user/code/project/src/a.ts', '/srv/builds/4711/checkout/src/a.ts'],
    ['in a URL', 'file:///home/user/code/project/a', 'file:///srv/builds/4711/checkout/a'],
    ['as Vite serves it', '"/@fs/home/user/code/project/a"', '"/@fs/srv/builds/4711/checkout/a"'],
    ['with escaped slashes', '\\/home\\/user\\/code\\/project\\/a', '\\/srv\\/builds\\/4711\\/checkout\\/a'],
    ['URL-encoded', 'id=%2Fhome%2Fuser%2Fcode%2Fproject%2Fa', 'id=%2Fsrv%2Fbuilds%2F4711%2Fcheckout%2Fa'],
    ['several times', '/home/user/code/project /home/user/code/project/x', '/srv/builds/4711/checkout /srv/builds/4711/checkout/x'],
    ['at its end', 'at /home/user/code/project', 'at /srv/builds/4711/checkout'],
    ['after a null byte', '\0/home/user/code/project/a', '\0/srv/builds/4711/checkout/a'],
  ])('is carried to another checkout when it does so %s', (_how, text, expected) => {
    expect(carried(text)).toBe(expected)
    expect(HERE.unpack(HERE.pack(text)!)).toBe(text)
  })

  it.each(['', 'no path at all', '/home/user/code', '/home/user/code/other', 'project', 'C:\\home\\user\\code\\project', 'code/project/src'])('is left alone when it only seems to: %j', (text) => {
    expect(HERE.pack(text)).toBe(text)
    expect(carried(text)).toBe(text)
  })

  it.each(['/home/user/code/project-two/a', '/home/user/code/project2', '/home/user/code/project.old', '/home/user/code/project_x', '/home/user/code/project@1', '%2Fhome%2Fuser%2Fcode%2Fproject-two'])('is refused when it names a sibling: %s', (text) => {
    expect(HERE.pack(text)).toBeUndefined()
    expect(HERE.pack(`/home/user/code/project/a ${text}`)).toBeUndefined()
  })

  it('is refused when it holds the mark of a placeholder', () => {
    expect(HERE.pack('a \u0001 b')).toBeUndefined()
  })

  it('is not changed when it names another folder that ends in the same way', () => {
    const text = '/mnt/backup/home/user/code/project/a'
    expect([text, undefined]).toContain(carried(text))
  })

  it('is carried with text before the root that is no path', () => {
    for (const before of ['', ' ', '"', '\'', '`', '(', '=', 'file://', '\n', '@fs'])
      expect(carried(`${before}/home/user/code/project/a`)).toBe(`${before}/srv/builds/4711/checkout/a`)
  })

  it('is carried whatever characters the paths have', () => {
    const places = ['/home/user/with space/project', '/home/user/ümläut/проект', '/home/user/a+b/(x)/[id]', '/home/user/$&/$1', '/home/user/50%/x', '/data/plain/project'].map(path => new Roots(path))
    for (const from of places) {
      for (const to of places) {
        for (const encode of ENCODINGS) {
          // Where two ways to write a path are one, nobody can tell which was meant.
          if (ENCODINGS.filter(other => other(from.project) === encode(from.project)).length === 1)
            expect(carried(`<${encode(from.project)}>`, from, to), `${from.project} to ${to.project}`).toBe(`<${encode(to.project)}>`)
        }
      }
    }
  })
})

describe('a text that names the workspace', () => {
  /** A project in a workspace, at a path that ends like this. */
  function workspaceAt(...names: string[]): Roots {
    const dir = join(temporaryDir(), ...names)
    mkdirSync(join(dir, '.git'), { recursive: true })
    mkdirSync(join(dir, 'packages/app'), { recursive: true })
    return new Roots(join(dir, 'packages/app'))
  }

  it('is carried to another checkout, apart from the project', () => {
    const [from, to] = [workspaceAt('a'), workspaceAt('some', 'other', 'place')]
    const textIn = ({ project }: Roots): string => `${project}/src/a.ts ${join(project, '../lib/b.ts')} ${join(project, '../..')}`
    expect(carried(textIn(from), from, to)).toBe(textIn(to))
  })

  it('is carried though one of the two paths needs encoding', () => {
    const [from, to] = [workspaceAt('plain'), workspaceAt('with space')]
    const textIn = ({ project }: Roots): string => `${join(project, '../lib/b.ts')} ${encodeURIComponent(project)}`
    expect(carried(textIn(from), from, to)).toBe(textIn(to))
    expect(carried(textIn(to), to, from)).toBe(textIn(from))
  })

  it('is carried though one checkout lies behind a link', () => {
    const [from, target] = [workspaceAt('a'), workspaceAt('b')]
    const link = join(temporaryDir(), 'link')
    symlinkSync(join(target.project, '../..'), link)
    const to = new Roots(join(link, 'packages/app'))
    expect(carried(`${from.project}/src ${join(from.project, '../lib')}`, from, to)).toBe(`${to.project}/src ${join(to.project, '../lib')}`)
  })

  it.each(['package-lock.json', 'pnpm-workspace.yaml', 'yarn.lock', 'bun.lock'])('knows the workspace by its %s', (file) => {
    const dir = join(temporaryDir({ [`deep/workspace/${file}`]: '', 'deep/workspace/packages/app/x': '' }), 'deep/workspace')
    expect(new Roots(join(dir, 'packages/app')).pack(`${dir}/packages/lib`)).toMatch(/^\u0001.*packages\/lib$/)
  })

  it('knows the workspace by the member `workspaces` of its package.json, whatever else that holds', () => {
    const manifest = '{ "workspaces": ["packages/*"], broken'
    const dir = join(temporaryDir({ 'deep/workspace/package.json': manifest, 'deep/workspace/packages/app/package.json': '{}' }), 'deep/workspace')
    expect(new Roots(join(dir, 'packages/app')).pack(`${dir}/packages/lib`)).toMatch(/^\u0001.*packages\/lib$/)
  })
})

describe('a short root', () => {
  const app = new Roots('/app')

  it.each(['"/app"', '/app', '/apps/x', 'fetch("/app/")', '"/app?x"', '/app/this-is-not-there.js'])('is not taken for more than a literal: %s', (text) => {
    expect([text, undefined]).toContain(carried(text, app))
  })

  it.each(['next=%2Fapp%2Fhome', '/^\\/app\\/home/'])('is not taken for more than a literal in another form: %s', (text) => {
    expect([text, undefined]).toContain(carried(text, app))
  })

  it('is carried where it leads to something that exists', () => {
    // Two levels deep, where the folder of temporary files is at the top.
    const dir = realpathSync(mkdtempSync(join(tmpdir(), 'x-')))
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
    mkdirSync(join(dir, 'src'))
    const roots = new Roots(dir)
    expect(carried(`import "${dir}/src"`, roots)).toBe('import "/srv/builds/4711/checkout/src"')
  })
})

describe('a name', () => {
  it('is relative to the project and leads back to the path', () => {
    for (const [path, name] of [['/home/user/code/project/src/a.ts', 'src/a.ts'], ['/home/user/code/b', '../b'], ['/home/user/code/project', ''], ['/etc/hosts', '../../../../etc/hosts']]) {
      expect(HERE.toName(path!)).toBe(name)
      expect(HERE.toPath(name!)).toBe(path)
    }
  })

  it('leads to the same file of another checkout', () => {
    expect(THERE.toPath(HERE.toName('/home/user/code/project/src/a.ts'))).toBe('/srv/builds/4711/checkout/src/a.ts')
  })

  it('also carries a path that was tried below the project', () => {
    const name = HERE.toName('/home/user/code/project/src/home/user/code/project/a')
    expect(THERE.toPath(name)).toBe('/srv/builds/4711/checkout/src/srv/builds/4711/checkout/a')
  })

  it('carries such a path also where the project has a name that `replace` would take for a pattern', () => {
    const odd = new Roots('/home/$$/$&/project')
    const path = '/home/$$/$&/project/src/home/$$/$&/project/a'
    expect(odd.toPath(odd.toName(path))).toBe(path)
  })

  it('does not take a file for the project because its name has the letters of a short root', () => {
    const app = new Roots('/app')
    for (const file of ['src/app.ts', 'src/app/index.ts', 'src/mapping.ts', 'happy/x'])
      expect(THERE.toPath(app.toName(`/app/${file}`))).toBe(`/srv/builds/4711/checkout/${file}`)
  })
})

describe('placeholderColumns', () => {
  it('tells by line where the first placeholder stands', () => {
    const packed = HERE.pack('first\nab /home/user/code/project x /home/user/code/project\n/home/user/code/project')!
    expect(Roots.placeholderColumns(packed)).toEqual(new Map([[1, 3], [2, 0]]))
    expect(Roots.placeholderColumns('none')).toEqual(new Map())
  })
})
