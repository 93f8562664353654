import { describe } from 'vitest'
import { watches } from './contract'

describe.each(['rollup', 'rolldown'] as const)('%s in watch mode', (bundler) => {
  watches(bundler)
})
