import { defineConfig } from 'tsup'

// A file directly in src/ is a public door, a folder is private; one file in there is loaded into other processes.
const config: ReturnType<typeof defineConfig> = defineConfig({
  entry: ['src/*.ts', 'src/cli/audit/freeze-time.ts'],
  format: 'esm',
  target: 'node20.19',
  // The command line is run, not imported.
  dts: { entry: ['src/index.ts', 'src/vite.ts', 'src/rollup.ts', 'src/rolldown.ts', 'src/esbuild.ts', 'src/webpack.ts', 'src/rspack.ts', 'src/rsbuild.ts', 'src/library.ts'] },
  // Small and always needed: to find and load them as packages takes longer than all else at the start of a build.
  noExternal: ['valibot', 'obug', '@jridgewell/sourcemap-codec'],
  clean: true,
  splitting: true,
})

export default config
