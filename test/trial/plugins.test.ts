import { describe, expect, it } from 'vitest'
import { countsOf, expectRebuilt } from '../support/contract'
import { refusalOf } from '../support/report'
import { World } from '../support/world'
import { build } from './project'

const VITE = { bundler: 'vite' } as const

const PACKAGE = '{ "name": "app", "type": "module" }'
const HTML = '<script type="module" src="/src/main.ts"></script>'

/** Plugins that keep what they see of modules, and need to see all of them. */
const STATEFUL = {
  'package.json': PACKAGE,
  'index.html': HTML,
  'src/main.ts': `import { createApp } from 'vue'\nimport 'virtual:uno.css'\nimport './tailwind.css'\nimport { box } from './box.css'\nimport App from './App.vue'\nimport en from './locales/en.json'\nconsole.log(box, en)\ncreateApp(App).mount('#app')`,
  'src/App.vue': `<template><Card class="m-1 p-4 flex" :title="count" /></template>\n<script setup lang="ts">\nconst count = ref(1)\n</script>`,
  'src/components/Card.vue': '<template><b class="m-2 underline"><Badge /></b></template>',
  'src/components/Badge.vue': '<template><i class="m-3 italic">badge</i></template>',
  'src/tailwind.css': '@import "tailwindcss/utilities" source("./");',
  'src/box.css.ts': `import { style } from '@vanilla-extract/css'\nexport const box = style({ color: 'red' })`,
  'src/locales/en.json': '{ "hello": "Hello {name}" }',
  'vite.config.mjs': `
    import tailwind from '@tailwindcss/vite'
    import uno from '@unocss/vite'
    import components from 'unplugin-vue-components/vite'
    import autoImport from 'unplugin-auto-import/vite'
    import i18n from '@intlify/unplugin-vue-i18n/vite'
    import progress from 'vite-plugin-progress'
    import { vanillaExtractPlugin } from '@vanilla-extract/vite-plugin'
    import commonjs from '@rollup/plugin-commonjs'
    import vue from '@vitejs/plugin-vue'
    export default {
      plugins: [
        vue(), cache(), tailwind(),
        uno({ configFile: false, rules: [[/^m-(\\d)$/, ([, n]) => ({ margin: n + 'px' })]] }),
        components({ dts: 'components.d.ts' }), autoImport({ imports: ['vue'], dts: 'auto-imports.d.ts' }),
        i18n({ include: ['src/locales/**'] }), progress(), vanillaExtractPlugin(), commonjs(),
      ],
      build: { minify: false },
    }`,
}

/** Plugins whose calls depend on what they are given, and on files. */
const STATELESS = {
  'package.json': PACKAGE,
  'index.html': HTML,
  'src/main.ts': `
    import Icon from './icon.svg?component'
    import Star from '~icons/my/star'
    import Jsx from './jsx.vue.tsx'
    import data from './data.yaml'
    import query from './query.graphql'
    import { pages } from './pages.glob'
    import { Route } from './routes/index'
    console.log(Icon, Star, Jsx, data, query, pages, Route, __VERSION__)`,
  'src/icon.svg': '<svg viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>',
  'src/jsx.vue.tsx': `import { defineComponent } from 'vue'\nexport default defineComponent({ setup: () => () => <p>text</p> })`,
  'src/data.yaml': 'a: 1\nb: [x, y]',
  'src/query.graphql': 'query Hello { hello(name: "you") { id } }',
  'src/pages/a.txt': 'a',
  'src/pages/b.txt': 'b',
  'src/pages.glob': '*.txt',
  'src/routes/__root.tsx': `import { createRootRoute } from '@tanstack/react-router'\nexport const Route = createRootRoute({ component: () => null })`,
  'src/routes/index.tsx': `import { createFileRoute } from '@tanstack/react-router'\nexport const Route = createFileRoute('/')({ component: Home })\nfunction Home() { return 'home' }`,
  'plugins.mjs': `
    import fs from 'node:fs'
    import path from 'node:path'
    import * as recast from 'recast'
    /** Adds a name to each call of defineComponent. */
    export function names() {
      return {
        name: 'names',
        transform(code, id) {
          if (!/\\.tsx$/.test(id) || !code.includes('defineComponent('))
            return
          const ast = recast.parse(code)
          recast.types.visit(ast, {
            visitCallExpression(path) {
              if (path.node.callee.name === 'defineComponent' || path.node.callee.name === '_defineComponent')
                path.node.arguments.push(recast.types.builders.objectExpression([]))
              this.traverse(path)
            },
          })
          return recast.print(ast, { sourceMapName: 'map.json' })
        },
      }
    }
    /** A module that is made of the files around it, and nothing for all other modules. */
    export function globs() {
      return {
        name: 'globs',
        load(id) {
          const dir = path.join(path.dirname(id), 'pages')
          if (!fs.existsSync(dir) || !id.endsWith('.glob'))
            return null
          return 'export const pages = ' + JSON.stringify(fs.readdirSync(dir).sort())
        },
      }
    }`,
  'vite.config.mjs': `
    import replace from '@rollup/plugin-replace'
    import svg from 'vite-svg-loader'
    import icons from 'unplugin-icons/vite'
    import yaml from '@rollup/plugin-yaml'
    import graphql from '@rollup/plugin-graphql'
    import vueJsx from '@vitejs/plugin-vue-jsx'
    import { tanstackRouter } from '@tanstack/router-plugin/vite'
    import { globs, names } from './plugins.mjs'
    export default {
      plugins: [
        cache(), names(), globs(),
        tanstackRouter({ target: 'react', autoCodeSplitting: true, enableRouteGeneration: false }),
        replace({ preventAssignment: true, values: { __VERSION__: JSON.stringify('1.0') } }),
        svg(), icons({ compiler: 'vue3', customCollections: { my: { star: '<svg viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>' } } }),
        yaml(), graphql(), vueJsx({ include: /\\.vue\\.tsx$/ }),
      ],
      build: { minify: false, rolldownOptions: { external: [/^react/, /^@tanstack/] } },
    }`,
}

const KEEP_STATE = [
  'unocss:transformers:default', 'unocss:global:build:scan', 'unplugin-vue-components', 'unplugin-auto-import',
  'unplugin-vue-i18n:resource', 'vite-plugin-progress', 'vite-plugin-vanilla-extract',
]
const KEEP_NONE = [
  'names', 'globs', 'replace', 'svg-loader', 'unplugin-icons', 'yaml', 'graphql', 'vite:vue-jsx',
  'tanstack-router:code-splitter:compile-reference-file', 'tanstack-router:code-splitter:compile-virtual-file',
]

describe('well-known plugins without a recipe', () => {
  it('run for real when they keep state', async () => {
    const world = new World(STATEFUL)
    for (const built of await build(world, 2, VITE)) {
      for (const plugin of KEEP_STATE) {
        expect(refusalOf(built, plugin), plugin).toMatch(/^keeps state \(.+\)$/)
        expect(countsOf(built, plugin).hits, plugin).toBe(0)
      }
      // It is big: whether its state or its size shows first depends on what was looked at before.
      expect(refusalOf(built, '@tailwindcss/vite:generate:build')).toMatch(/^(?:keeps state \(.+\)|it holds more than can be looked at)$/)
      expect(countsOf(built, '@tailwindcss/vite:generate:build').hits).toBe(0)
      expect(refusalOf(built, 'commonjs')).toBeDefined()
    }
    world.edit('src/components/Badge.vue', 'm-3', 'm-7')
    const { files } = await expectRebuilt(world)
    expect(Object.values(files).join()).toContain('7px')
  })

  it('are memoized from the second build on when they keep none', async () => {
    const world = new World(STATELESS)
    const [cold, warm] = await build(world, 2, VITE)
    expect(cold!.report?.notMemoized).toEqual([])
    for (const plugin of KEEP_NONE) {
      const { misses } = countsOf(cold!, plugin)
      expect(misses, plugin).toBeGreaterThan(0)
      expect(countsOf(warm!, plugin), plugin).toEqual({ hits: misses, misses: 0, bypassed: 0 })
    }
    world.write('src/pages/c.txt', 'c')
    const { files } = await expectRebuilt(world)
    expect(Object.values(files).join()).toContain('c.txt')
  })
})
