import { spawnSync } from 'node:child_process'
import { onTestFinished } from 'vitest'
import { temporaryDir } from './temp'

/**
 * A file system of its own in a new folder, or nothing where mounting is not permitted. Options are those of
 * `mount`, such as `size=64k`.
 */
export function mountMemory(options: string): { dir: string, remount: (options: string) => void } | undefined {
  const dir = temporaryDir()
  if (!mount(dir, options))
    return undefined
  onTestFinished(() => {
    spawnSync('umount', ['-l', dir])
  })
  return { dir, remount: changed => void mount(dir, `remount,${changed}`) }
}

function mount(dir: string, options: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', dir], { stdio: 'ignore' }).status === 0
}
