import { readFileSync } from 'node:fs'
import path from 'node:path'

const BUILDS = new URL('../builds/', import.meta.url)

/** The text of a file that is copied into apps. */
export const textOf = name => readFileSync(new URL(name, BUILDS), 'utf8')

/** A build that the app has a script of its own for. @returns {Pick<import('./index.mjs').Subject, 'files' | 'command'>} */
export const script = (name, ...args) => ({
  files: () => ({ 'build.mjs': textOf(name) }),
  command: (dir, { sourcemap }) => ({ bin: path.join(dir, 'build.mjs'), args: [...args, ...sourcemap ? ['--sourcemap'] : []] }),
})
