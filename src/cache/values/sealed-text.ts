import { integrityOf } from '../../store/packs'

/** No JSON: some storages parse what looks like it. */
const PREFIX = 'unplugin-cache'

/** A record as text that shows its own damage, for backends that keep texts. */
export function sealRecord(record: Buffer): string {
  return [PREFIX, integrityOf(record), record.toString('base64')].join(' ')
}

/** @throws on text that is damaged or not ours */
export function openRecord(text: string): Buffer {
  const [prefix, integrity, data] = text.split(' ')
  const record = Buffer.from(data ?? '', 'base64')
  if (prefix !== PREFIX || integrityOf(record) !== integrity)
    throw new Error('it is damaged')
  return record
}
