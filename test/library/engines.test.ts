import type { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { createStorage } from 'unstorage'
import fsDriver from 'unstorage/drivers/fs'
import fsLiteDriver from 'unstorage/drivers/fs-lite'
import memoryDriver from 'unstorage/drivers/memory'
import redisDriver from 'unstorage/drivers/redis'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Backend, type CacheOptions, type CacheWarning, createCache, fileBackend } from '../../src/library'
import { hasRedis, mayBeMissing, startRedis } from '../support/redis'
import { temporaryDir } from '../support/temp'
import { type Subject, describeContract } from './contract'

function engineSubject(engine: CacheOptions['engine'], fixed: CacheOptions = {}): Subject {
  const dir = temporaryDir()
  const warnings: CacheWarning[] = []
  return {
    isPersistent: engine !== 'memory',
    warnings,
    open: options => createCache({ dir, engine, log: 'silent', onWarning: warning => warnings.push(warning), ...fixed, ...options }),
  }
}

function backendSubject(backend: Backend): Subject {
  const dir = temporaryDir()
  const warnings: CacheWarning[] = []
  return {
    isPersistent: true,
    warnings,
    open: options => createCache({ dir, backend, log: 'silent', onWarning: warning => warnings.push(warning), ...options }),
  }
}

describe('the memory engine', () => describeContract(() => engineSubject('memory')))
describe('the memory engine with LFU', () => describeContract(() => engineSubject('memory', { policy: 'lfu' })))
describe('the memory engine with FIFO', () => describeContract(() => engineSubject('memory', { policy: 'fifo' })))
describe('the disk engine', () => describeContract(() => engineSubject('disk')))
describe('the file engine', () => describeContract(() => engineSubject('file')))
describe('the file engine with compression', () => describeContract(() => engineSubject('file', { compress: 'brotli' })))
describe('a driver of unstorage in memory', () => describeContract(() => backendSubject(memoryDriver())))
describe('a storage of unstorage with files', () => describeContract(() => backendSubject(createStorage({ driver: fsDriver({ base: temporaryDir() }) }))))
describe('the driver fs of unstorage', () => describeContract(() => backendSubject(fsDriver({ base: temporaryDir() }))))
describe('the driver fs-lite of unstorage', () => describeContract(() => backendSubject(fsLiteDriver({ base: temporaryDir() }))))
describe('a driver of unstorage that is imported late', () => describeContract(() => {
  const driver = memoryDriver()
  return backendSubject(() => Promise.resolve(driver))
}))

describe('a backend with load, save and clear', () => describeContract(() => {
  const dir = temporaryDir()
  const warnings: CacheWarning[] = []
  const backendOf = (name = 'default'): Backend => fileBackend(join(dir, `${name}.json`))
  return { isPersistent: true, warnings, open: options => createCache({ backend: backendOf(options?.name), dir, log: 'silent', onWarning: warning => warnings.push(warning), ...options }) }
}))

describe('a Redis server by a driver of unstorage', () => {
  if (!hasRedis) {
    it('C1 needs redis-server, which is not installed', ({ skip }) => {
      if (mayBeMissing())
        skip('redis-server is not installed')
      expect.unreachable('redis-server is not installed')
    })
  }
  else {
    describeContract(async () => {
      const { port } = await startRedis()
      const driver = redisDriver({ host: '127.0.0.1', port })
      onTestFinished(() => void driver.dispose?.())
      return backendSubject(driver)
    })

    it('C1 goes on without a server that went away', async () => {
      const { port, stop } = await startRedis()
      const driver = redisDriver({ host: '127.0.0.1', port, maxRetriesPerRequest: 0, retryStrategy: () => null })
      const warnings: CacheWarning[] = []
      const client = driver.getInstance?.() as EventEmitter
      client.on('error', () => { /* the connection is gone, which is what this is about */ })
      const cache = createCache({ backend: driver, log: 'silent', onWarning: warning => warnings.push(warning), dir: temporaryDir() })
      await cache.set('./a', 1)
      await stop()
      expect(await cache.get('./a')).toBeUndefined()
      expect(await cache.getOrCompute('./b', () => 2)).toBe(2)
      expect(warnings.length).toBeGreaterThan(0)
      expect(warnings[0]).toMatchObject({ code: 'CACHE_WARNING', cause: expect.any(Error) })
    })
  }
})
