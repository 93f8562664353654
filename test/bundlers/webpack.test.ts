import { describe } from 'vitest'
import { effects, questions } from './loaders/effects'
import { families } from './loaders/families'
import { leftAlone } from './loaders/left-alone'

describe('webpack', () => {
  families('webpack')
  effects('webpack')
  questions('webpack')
  leftAlone('webpack')
})
