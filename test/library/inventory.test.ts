import { expect, it } from 'vitest'
import { formatInventory } from '../../src/library'
import { openLibrary } from '../support/library'

it('B8 shows which of two names begins with ./ where only that tells them apart', async () => {
  const { cache } = openLibrary()
  for (const key of ['a/b', './a/b', './c/d', './e'])
    cache.set(key, key)
  const names = formatInventory(cache.inventory()).replaceAll(/ {2}\d+ B/g, '').split('\n').map(line => line.trim())
  expect(names).toEqual(['default/', './a/', 'b', 'a/', 'b', 'c/', 'd', 'e'])
  expect([(await cache.remove('./a')).names, (await cache.remove('a/b')).names]).toEqual([['./a/b'], ['a/b']])
  await cache.close()
})
