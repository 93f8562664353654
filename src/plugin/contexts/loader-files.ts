import { AsyncResource } from 'node:async_hooks'
import { readFileSync } from 'node:fs'
import { unobserved } from '../../inputs/tracer'
import type { Question } from '../../inputs/world'
import { messageOf } from '../../util/log'
import type { Recording } from './kind'
import type { ContextCall } from './loader-effects'

const QUESTIONS: Readonly<Record<string, Question>> = { readFile: 'content', readJson: 'content', stat: 'size', lstat: 'size', readdir: 'listing', readlink: 'realpath', realpath: 'realpath' }

/** The bundler's file system, noting what is read: it answers from its memory, where no other eye sees it. */
export function watchFileSystem(recording: Recording, files: object): object {
  return new Proxy(files, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function' || typeof name === 'symbol')
        return member
      const question = QUESTIONS[name.replace(/Sync$/, '')]
      if (!question)
        recording.opaque(`reads this.fs.${name}`)
      const call = (member as ContextCall).bind(target)
      return question ? watchRead(recording, question, call) : call
    },
  })
}

function watchRead(recording: Recording, question: Question, read: ContextCall): ContextCall {
  return (path, ...args) => {
    if (typeof path !== 'string')
      recording.opaque('reads a file by something other than its path')
    else
      recording.path(question, path)
    const compare = (data: unknown): void => {
      if (question === 'content')
        noteOther(recording, String(path), data)
    }
    const callback = args.at(-1)
    if (typeof callback !== 'function') {
      const data = unobserved(() => read(path, ...args))
      compare(data)
      return data
    }
    const resume = AsyncResource.bind(callback as ContextCall)
    return unobserved(() => read(path, ...args.slice(0, -1), (error: unknown, data: unknown) => {
      if (!error)
        compare(data)
      resume(error, data)
    }))
  }
}

/** A file may be virtual, or changed since the bundler has read it: then what we know of it is not what the loader has seen. */
function noteOther(recording: Recording, path: string, data: unknown): void {
  if (typeof data !== 'string' && !Buffer.isBuffer(data))
    return
  try {
    if (!unobserved(() => readFileSync(path)).equals(Buffer.from(data as string)))
      recording.opaque('reads a file that is something else on disk')
  }
  catch (error) {
    recording.opaque(`reads a file that is not on disk (${messageOf(error)})`)
  }
}
