import { describe } from 'vitest'
import { watches } from './contract'

describe.each(['webpack', 'rspack', 'rsbuild'] as const)('%s in watch mode', (bundler) => {
  watches(bundler)
})
