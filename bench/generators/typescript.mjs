import { describeApp } from './model.mjs'
import { recordLiterals, recordType, scoreFunction, shown } from './records.mjs'
import { filesOf, sharedFiles } from './shared-files.mjs'
import { importShared, lines } from './source.mjs'

/** @param {import('./model.mjs').Component} component */
function moduleFile(component) {
  const { entity, fields, heading } = component
  const body = lines(
    recordType(component),
    `const items: ${entity}[] = [`,
    recordLiterals(component),
    ']',
    scoreFunction(component),
    'export function render(): string {',
    `  const rows = items.map(item => [scoreOf(item), ${fields.map(shown).join(', ')}].join())`,
    `  return ['${heading}', ...rows].join('\\n')`,
    '}',
  )
  return `${lines(importShared(body), body)}\n`
}

function viewFile({ components }) {
  return lines(
    components.map(({ name }) => `import { render as ${name} } from '../modules/${name}'`),
    `export const texts: string[] = [${components.map(({ name }) => `${name}()`).join(', ')}]`,
  )
}

/** Nothing but modules that the bundler compiles in native code. @returns {Record<string, string>} text by path */
export function typescriptApp(count) {
  const { components, views } = describeApp(count)
  return {
    ...sharedFiles({ entry: 'src/main.ts', imports: [], plugins: '' }),
    'src/main.ts': lines(views.map(({ name }) => `import('./views/${name}').then(({ texts }) => document.body.append(...texts))`)),
    ...filesOf(views, name => `src/views/${name}.ts`, viewFile),
    ...filesOf(components, name => `src/modules/${name}.ts`, moduleFile),
  }
}
