import { describe, expect, it } from 'vitest'
import { expectRebuilt } from '../support/contract'
import { projectWith } from '../support/mine'

const BUNDLER = { bundler: 'rollup' } as const
const VERIFY = { ...BUNDLER, env: { UNPLUGIN_CACHE: 'verify' } } as const

/** A plugin that reads in another process, which nobody sees, and a user who says that this is fine. */
function blindProject(): ReturnType<typeof projectWith> {
  return projectWith(`
    import { execFileSync } from 'node:child_process'
    const mine = { name: 'mine', transform(code) {
      const label = execFileSync(process.execPath, ['-p', 'fs.readFileSync("label.txt", "utf8")'], { encoding: 'utf8' }).trim()
      return { code: '/* first line */\\n' + code.replace('log', label), map: null }
    } }`, { 'label.txt': 'info' }, `{ hooks: ['transform'], harmless: ['starts a process'] }`)
}

describe('UNPLUGIN_CACHE=verify', () => {
  it('runs the real step for each hit, and says nothing when all is well', async () => {
    const world = projectWith(`const mine = { name: 'mine', transform: code => ({ code: code.replace('log', 'info'), map: null }) }`)
    await expectRebuilt(world, BUNDLER)
    const verified = await expectRebuilt(world, VERIFY)
    expect(verified.report?.totals).toMatchObject({ hits: 0, verified: 3 })
    expect(verified.ours.join('\n')).toMatch(/3 verified/)
    expect(verified.ours.join('\n')).not.toMatch(/verify:/)
  })

  it('tells plugin, module, line and likely cause of a stale result, and uses the real one', async () => {
    const world = blindProject()
    await expectRebuilt(world, BUNDLER)
    world.write('label.txt', 'warn')
    const stale = await world.build(BUNDLER)
    expect(Object.values(stale.files).join(), 'or there is nothing to find').toContain('console.info')
    const without = await world.build({ ...BUNDLER, cache: false })
    const verified = await world.build(VERIFY)
    expect(verified.files).toEqual(without.files)
    expect(verified.report?.totals).toMatchObject({ verified: 3 })
    const said = [...verified.ours, verified.printed].join('\n')
    expect(said).toMatch(/verify: the stored result of mine \(transform\) for <root>\/src\/main\.js/)
    expect(said).toContain(`line 3: stored "console.info('main')", real "console.warn('main')"`)
    expect(said).toMatch(/Likely cause: .*cannot be seen/)
  })

  it('leaves the right result for the next build', async () => {
    const world = blindProject()
    await expectRebuilt(world, BUNDLER)
    world.write('label.txt', 'warn')
    await world.build(VERIFY)
    const next = await expectRebuilt(world, BUNDLER)
    expect(next.report?.totals).toMatchObject({ hits: 3 })
  })
})
