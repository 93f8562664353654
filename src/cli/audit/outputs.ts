import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, lstat, mkdir, readlink, rm, rmdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { namesIn } from '../../store/file'
import { isErrno } from '../../util/errno'

/** The files that a build has written: digests by path. */
export type Outputs = ReadonlyMap<string, string>

/** What stands for the content of a link. */
const LINK = 'link to '
const SKIPPED = new Set(['node_modules', '.git'])

/** The files in these folders that were written since, so that what else lies there is left alone. */
export async function readOutputs(dirs: Iterable<string>, since: number): Promise<Outputs> {
  const outputs = new Map<string, string>()
  for (const dir of dirs) {
    for await (const path of filesIn(dir)) {
      if (!outputs.has(path) && (await lstat(path)).ctimeMs >= since)
        outputs.set(path, await digestOf(path))
    }
  }
  return outputs
}

/** Removes what a build has written, so that the next one has to write it anew. */
export async function removeOutputs(outputs: Outputs, dirs: ReadonlySet<string>): Promise<void> {
  const folders = new Set<string>()
  for (const path of outputs.keys()) {
    await rm(path, { force: true })
    folders.add(dirname(path))
  }
  // The deepest first: a folder is empty when those in it are gone.
  for (const folder of [...folders].sort((a, b) => b.length - a.length))
    await removeEmpty(folder, dirs)
}

/** Copies what a build has written to a safe place. Gives a function that puts it back. */
export async function stashOutputs(outputs: Outputs, folder: string): Promise<() => Promise<void>> {
  const copies = [...outputs].map(([path, content], index): [path: string, copy: string, content: string] => [path, join(folder, String(index)), content])
  await mkdir(folder, { recursive: true })
  for (const [path, copy, content] of copies)
    await duplicate(path, copy, content)
  return async () => {
    for (const [path, copy, content] of copies) {
      await mkdir(dirname(path), { recursive: true })
      await duplicate(copy, path, content)
    }
  }
}

async function duplicate(from: string, to: string, content: string): Promise<void> {
  if (content.startsWith(LINK))
    await symlink(content.slice(LINK.length), to)
  else
    await copyFile(from, to)
}

/** None where there is no folder: a bundle may be generated and not written. */
async function* filesIn(dir: string): AsyncGenerator<string> {
  for (const name of await namesIn(dir)) {
    const path = join(dir, name)
    if (!(await lstat(path)).isDirectory())
      yield path
    else if (!SKIPPED.has(name))
      yield* filesIn(path)
  }
}

async function digestOf(path: string): Promise<string> {
  if ((await lstat(path)).isSymbolicLink())
    return LINK + await readlink(path)
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('base64url')
}

/** Removes a folder and those around it, as far as nothing is left in them. */
async function removeEmpty(folder: string, dirs: ReadonlySet<string>): Promise<void> {
  if (dirs.has(folder))
    return
  try {
    await rmdir(folder)
  }
  catch (error) {
    if (isErrno(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT'))
      return
    throw error
  }
  await removeEmpty(dirname(folder), dirs)
}
