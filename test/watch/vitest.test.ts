import { describe } from 'vitest'
import { watches } from './contract'

describe('vitest in watch mode', () => {
  watches('vitest')
})
