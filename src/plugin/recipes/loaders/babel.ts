import { fileOf } from '../../call'
import type { Recipe } from '../../types'
import { hasExternalMap } from '../babel'
import { babelInputs } from '../files'
import { optionsOf } from './options'

/** `babel-loader`. */
export const babelLoader: Recipe = {
  plugins: /^babel-loader$/,
  rule({ root }, plugin) {
    const { customize, metadataSubscribers } = optionsOf(plugin)
    if (customize !== undefined)
      return { refuse: 'the code of its option customize is not known' }
    if (metadataSubscribers !== undefined)
      return { refuse: 'its option metadataSubscribers tells others about each file' }
    return {
      hooks: ['transform'],
      portable: true,
      packages: ['@babel/core'],
      without: ['cacheDirectory', 'cacheIdentifier', 'cacheCompression'],
      bypass: hasExternalMap,
      inputs: ({ id }) => babelInputs(fileOf(id), root),
    }
  },
}
