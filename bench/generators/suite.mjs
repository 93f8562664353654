import { describeApp } from './model.mjs'
import { filesOf } from './shared-files.mjs'
import { lines } from './source.mjs'

/** One test per component; it hands over what it was given, as far as it shows: the code of its functions. */
function testFile({ components }) {
  return `import { expect, it } from 'vitest'
import { createSSRApp } from 'vue'
import { renderToString } from 'vue/server-renderer'
${lines(components.map(({ name }) => `import ${name} from './components/${name}.vue'`))}

const components = { ${components.map(({ name }) => name).join(', ')} }

for (const [name, component] of Object.entries(components)) {
  it(\`\${name} renders\`, async ({ task }) => {
    const html = await renderToString(createSSRApp(component))
    Object.assign(task.meta, { html, code: Object.entries(component).map(([key, value]) => \`\${key}: \${value}\`) })
    expect(html).toContain('<section')
  })
}
`
}

/** Tests for the Vue app. @returns {Record<string, string>} text by path */
export function vueSuite(count) {
  return filesOf(describeApp(count).views, name => `src/${name}.test.ts`, testFile)
}
