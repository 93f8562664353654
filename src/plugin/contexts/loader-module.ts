import type { Recording } from './kind'

/** The module that a loader works on: what is read of it is an input, and what is noted in its meta data an effect. */
export function watchModule(recording: Recording, module: object): object {
  return new Proxy(module, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof name === 'symbol')
        return member
      if (name === 'buildMeta' && typeof member === 'object' && member !== null)
        return watchMeta(recording, member)
      if (typeof member === 'function' || (typeof member === 'object' && member !== null))
        recording.opaque(`reads this._module.${name}`)
      else
        recording.ask({ name: 'member', args: ['_module', name] }, member)
      return typeof member === 'function' ? member.bind(target) as unknown : member
    },
    set(target, name, value) {
      recording.opaque('changes its module')
      return Reflect.set(target, name, value, target)
    },
  })
}

function watchMeta(recording: Recording, meta: object): object {
  return new Proxy(meta, {
    get(target, name) {
      if (typeof name === 'string')
        recording.opaque(`reads this._module.buildMeta.${name}`)
      return Reflect.get(target, name, target) as unknown
    },
    set(target, name, value) {
      recording.effects.push({ type: 'meta', name: String(name), value })
      return Reflect.set(target, name, value, target)
    },
  })
}
