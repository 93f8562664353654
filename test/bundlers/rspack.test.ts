import { describe } from 'vitest'
import { effects, questions } from './loaders/effects'
import { families } from './loaders/families'
import { leftAlone } from './loaders/left-alone'

describe('Rspack', () => {
  families('rspack')
  effects('rspack')
  questions('rspack')
  leftAlone('rspack')
})
