import { describe } from 'vitest'
import { contract } from './contract'

const config = (plugins: string, head: string): Record<string, string> => ({
  'vite.config.mjs': `${head}
    const onLog = (level, { message, code, pluginCode, pos, plugin, hook, loc, meta }) => console.log(level, JSON.stringify({ message, code, pluginCode, pos, plugin, hook, line: loc?.line, meta }))
    export default {
      plugins: ${plugins},
      build: { sourcemap: true, minify: false, rolldownOptions: { input: 'src/main.js', preserveEntrySignatures: 'strict', onLog } },
    }`,
})

describe('Vite', () => {
  contract({ bundler: 'vite', config, winner: 'thing.mjs' })
})
