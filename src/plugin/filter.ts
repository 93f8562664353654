import type { FilterPattern } from './options'

/** For the options include and exclude. Its library is loaded when it is needed: without patterns it would also leave out virtual modules. */
export async function createIdFilter({ include, exclude }: { include: FilterPattern | undefined, exclude: FilterPattern | undefined }): Promise<(id: string) => boolean> {
  if (include === undefined && exclude === undefined)
    return () => true
  const { createFilter } = await import('unplugin-utils')
  return createFilter(include, exclude)
}
