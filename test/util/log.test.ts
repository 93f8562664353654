import { describe, expect, it } from 'vitest'
import { isErrno, isMissing } from '../../src/util/errno'
import { createLog, messageOf, silentLog } from '../../src/util/log'

describe('createLog', () => {
  it('marks each line as ours', () => {
    const lines: string[] = []
    const log = createLog(line => lines.push(line))
    log.warn('careful')
    log.info('done')
    expect(lines).toEqual(['[unplugin-cache] careful', '[unplugin-cache] done'])
  })

  it('shows each warning once, and each information every time', () => {
    const lines: string[] = []
    const log = createLog(line => lines.push(line))
    for (let i = 0; i < 3; i++) {
      log.warn('same')
      log.info('same')
    }
    log.warn('other')
    expect(lines.filter(line => line.endsWith('same'))).toHaveLength(4)
    expect(lines.at(-1)).toContain('other')
  })

  it('may be silent', () => {
    expect(() => silentLog.warn('nothing')).not.toThrow()
  })
})

describe('errors', () => {
  it('have a message, whatever was thrown', () => {
    expect([new Error('an error'), 'text', undefined, null, { toString: () => 'object' }].map(messageOf))
      .toEqual(['an error', 'text', 'undefined', 'null', 'object'])
  })

  it('are told apart by code', () => {
    const missing = Object.assign(new Error('gone'), { code: 'ENOENT' })
    expect(isErrno(missing, 'EACCES', 'ENOENT')).toBe(true)
    expect(isErrno(missing, 'EACCES')).toBe(false)
    expect(isErrno({ code: 'ENOENT' }, 'ENOENT')).toBe(false)
    expect(isMissing(missing)).toBe(true)
    expect(isMissing(Object.assign(new Error('not a folder'), { code: 'ENOTDIR' }))).toBe(true)
    expect(isMissing(new Error('other'))).toBe(false)
  })
})
