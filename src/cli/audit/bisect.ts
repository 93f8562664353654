/** Says what is different when these plugins are memoized, or nothing. */
export type Test = (plugins: readonly string[]) => Promise<string | undefined>

/**
 * Finds the plugins to blame, with what each of them changes. A set of innocent ones grows: what is added is tested
 * together with all that were found innocent before, so that there may be several guilty ones, and some that only
 * are guilty together.
 *
 * @param difference what is different when all of them are memoized
 */
export async function findGuilty(suspects: readonly string[], difference: string, test: Test): Promise<Map<string, string>> {
  const innocent: string[] = []
  const guilty = new Map<string, string>()
  const answers = new Map([[nameOf(suspects), difference as string | undefined]])
  const testOnce: Test = async (plugins) => {
    const name = nameOf(plugins)
    if (!answers.has(name))
      answers.set(name, await test(plugins))
    return answers.get(name)
  }
  const judge = async (some: readonly string[]): Promise<void> => {
    const found = await testOnce([...innocent, ...some])
    if (found === undefined)
      innocent.push(...some)
    else if (some.length === 1)
      guilty.set(some[0]!, found)
    else
      for (const half of halves(some)) await judge(half)
  }
  if (suspects.length > 0)
    await judge(suspects)
  // Where all are guilty, perhaps none is.
  const remaining = innocent.length === 0 ? await testOnce([]) : undefined
  if (remaining !== undefined)
    throw new Error(`the output is another one even when no plugin is memoized: ${remaining}. That is a bug in unplugin-cache, please report it`)
  return guilty
}

function halves<T>(list: readonly T[]): T[][] {
  const middle = Math.ceil(list.length / 2)
  return [list.slice(0, middle), list.slice(middle)]
}

function nameOf(plugins: readonly string[]): string {
  return [...plugins].sort().join('\n')
}
