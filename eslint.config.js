import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

/** What Node offers without an import, for the files that no type checker looks at. */
const NODE_GLOBALS = [
  'AbortController', 'AbortSignal', 'Buffer', 'TextDecoder', 'TextEncoder', 'URL', 'URLSearchParams', 'clearInterval', 'clearTimeout',
  'console', 'fetch', 'performance', 'process', 'queueMicrotask', 'setImmediate', 'setInterval', 'setTimeout', 'structuredClone',
]
/** `_name` is there to be left out. */
const UNUSED = ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }]

/** Who swallows an error says what is lost: `catch {` and `.catch(() => {})` need a comment inside. */
const noBareCatch = {
  meta: { type: 'problem', schema: [], messages: { bare: 'An error is swallowed: say in a comment what is lost.' } },
  create(context) {
    const check = (node) => {
      if (context.sourceCode.getCommentsInside(node).length === 0)
        context.report({ node, messageId: 'bare' })
    }
    return {
      'CatchClause[param=null]': check,
      'CatchClause[body.body.length=0]:not([param=null])': check,
      'CallExpression[callee.property.name="catch"] > :function[body.body.length=0]': check,
    }
  },
}

export default defineConfig(
  globalIgnores([
    'dist',
    'coverage',
    'bench/.apps',
    // The apps are written as the templates of their frameworks are.
    'playground/*/*',
    '!playground/demo/*',
  ]),
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { local: { rules: { 'no-bare-catch': noBareCatch } } },
    extends: [js.configs.recommended],
    rules: {
      'eqeqeq': 'error',
      'local/no-bare-catch': 'error',
      // A control character marks placeholders because no text has one.
      'no-control-regex': 'off',
      // Left to the rule above, which sees more.
      'no-empty': ['error', { allowEmptyCatch: true }],
      'no-unused-vars': UNUSED,
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: Object.fromEntries(NODE_GLOBALS.map(name => [name, 'readonly'])) },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-this-alias': ['error', { allowedNames: ['session'] }],
      '@typescript-eslint/no-unused-vars': UNUSED,
      // An empty environment variable is as good as none.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      // All but objects, which have nothing to say as text.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowBoolean: true, allowNullish: true, allowNumber: true }],
      // Public members are written with their types, private ones need not be.
      '@typescript-eslint/consistent-generic-constructors': 'off',
      // Functions that do nothing are defaults; errors that nobody handles are looked after above.
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      // `list[index]!` tells the reader that there is an entry.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      // What comes out of a record, from JSON, from plugins and other packages may differ from its declared type.
      '@typescript-eslint/no-unnecessary-boolean-literal-compare': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unnecessary-type-conversion': 'off',
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // Stand-ins are as small as the interface allows.
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/require-await': 'off',
      // The matchers of vitest are of type any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
)
