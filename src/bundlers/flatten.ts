/** Plugins as users write them: nested, promised, with falsy entries. */
export async function flattenPlugins(plugins: unknown): Promise<unknown[]> {
  const settled = await plugins
  if (!Array.isArray(settled))
    return settled ? [settled] : []
  return (await Promise.all(settled.map(flattenPlugins))).flat()
}
