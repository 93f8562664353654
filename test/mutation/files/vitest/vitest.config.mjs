import { mkdirSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import vueJsx from '@vitejs/plugin-vue-jsx'
import flavor from 'flavor'
import cache from 'unplugin-cache/vite'
import { definitions } from './definitions.mjs'
import { options, tag } from './plugin-options.mjs'

/** Writes what vitest is given of each module: that is the output of the run. */
const show = {
  name: 'show',
  enforce: 'post',
  transform(code, id) {
    const file = relative(import.meta.dirname, id)
    if (!file.startsWith('src'))
      return
    mkdirSync(process.env.OUT_DIR, { recursive: true })
    writeFileSync(`${process.env.OUT_DIR}/${file.replace(/[^\w.-]/g, '_')}`, `${code}\n${JSON.stringify(this.getCombinedSourcemap())}`)
  },
}

export default {
  define: definitions,
  plugins: [vue(options), vueJsx(), flavor(tag), cache({ plugins: { flavor: true, show: false } }), show],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  test: { include: ['src/seen.test.js'], css: true, reporters: ['./reporter.mjs'] },
}
