import { script } from './script.mjs'
import { coldAndWarm, OURS, PLAIN, warm } from './variants.mjs'

/** The React app with babel-loader, against its cache and that of the bundler; then all of them in another place. */
function reactWith(bundler, own) {
  const moved = ['babel-loader', own].map(cache => ({ name: `${cache} moved`, caches: [cache], moved: true }))
  return {
    name: bundler,
    app: 'react',
    components: 50,
    rounds: 3,
    ...script('compiler.mjs', bundler),
    variants: [
      PLAIN,
      ...OURS,
      ...coldAndWarm('babel-loader'),
      ...coldAndWarm(own),
      // each has been filled alone, and does not see the other
      warm('both warm', own, 'ours'),
      { ...warm('moved', 'ours'), moved: true },
      ...moved,
    ],
    targets: [
      { variant: 'warm', than: ['plain'], atMost: 0.40 },
      { variant: 'warm', than: ['babel-loader warm'], atMost: 1 },
      { variant: 'warm', than: [`${own} warm`], atMost: 1.5 },
      { variant: 'both warm', than: ['warm', `${own} warm`], atMost: 1 },
    ],
  }
}

/** @type {import('./index.mjs').Subject} */
export const reactWithWebpack = reactWith('webpack', 'filesystem')

/** @type {import('./index.mjs').Subject} */
export const reactWithRspack = reactWith('rspack', 'persistent')
