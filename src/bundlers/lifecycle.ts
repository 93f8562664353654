import { dirname } from 'node:path'
import type { Run } from './run'

interface OutputOptions { plugins?: unknown, dir?: string, file?: string }

/** Hooks that follow a run from the start of a build to the end of watching; the same in all bundlers of the Rollup family. */
export function lifecycleHooks(current: () => Run | undefined): Record<string, unknown> {
  const adopt = ({ plugins }: OutputOptions): void => current()?.adopt([plugins].flat(Infinity))
  return {
    buildStart: {
      order: 'pre',
      handler() {
        current()?.startBuild()
      },
    },
    outputOptions: {
      order: 'post',
      handler(output: OutputOptions) {
        adopt(output)
      },
    },
    renderStart: {
      order: 'pre',
      handler(output: OutputOptions) {
        adopt(output)
        current()?.addOutputDir(output.dir ?? (output.file ? dirname(output.file) : undefined))
      },
    },
    watchChange(id: string) {
      current()?.session.invalidate(id)
    },
    buildEnd: {
      // First: others may clear up here.
      order: 'pre',
      handler(error?: Error) {
        current()?.session.judge()
        if (!error)
          current()?.stage()
      },
    },
    closeBundle: {
      order: 'post',
      async handler() {
        await current()?.endBuild()
      },
    },
    async closeWatcher() {
      await current()?.close()
    },
  }
}
