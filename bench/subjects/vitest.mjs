import { vueSuite } from '../generators/suite.mjs'
import { findTool } from '../lib/build.mjs'
import { textOf } from './script.mjs'
import { cold, coldAndWarm, OURS, PLAIN, warm } from './variants.mjs'

/** A suite that imports and renders all components, also with vitest's own cache of modules. @type {import('./index.mjs').Subject} */
export const vueInVitest = {
  name: 'vitest',
  app: 'vue',
  components: 60,
  rounds: 3,
  files: components => ({
    'vitest.config.mjs': textOf('vitest.config.mjs'),
    'reporter.mjs': textOf('reporter.mjs'),
    ...vueSuite(components),
  }),
  command: dir => ({ bin: findTool(dir, 'vitest').bin, args: ['run'] }),
  variants: [
    PLAIN,
    ...OURS,
    ...coldAndWarm('fsModuleCache'),
    // vitest's begins afresh with another list of plugins
    cold('both cold', 'fsModuleCache', 'ours'),
    warm('both warm', 'fsModuleCache', 'ours'),
  ],
  targets: [
    { variant: 'warm', than: ['cold'], atMost: 0.3, of: 'transformMs' },
  ],
}
