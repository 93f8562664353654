import { options, tag } from './plugin-options.mjs'

const babel = {
  loader: 'babel-loader',
  options: {
    presets: ['@babel/preset-env', ['@babel/preset-react', { runtime: 'automatic' }], '@babel/preset-typescript'],
    plugins: [['babel-plugin-react-compiler', options]],
  },
}
const css = { loader: 'css-loader', options: { modules: { auto: true, namedExport: false } } }

/** The rules for all files of the app; `extract` is what stands in front of the loaders of style sheets. */
export const rulesWith = extract => [
  { test: /\.tsx?$/, include: /src/, use: babel },
  { test: /src[\\/]main\.tsx$/, use: { loader: 'flavor/loader.js', options: { tag } } },
  { test: /\.s?css$/, use: [extract, css, 'postcss-loader'] },
  { test: /\.scss$/, use: 'sass-loader' },
  { test: /\.mdx$/, use: [babel, '@mdx-js/loader'] },
  { test: /\.svg$/, type: 'asset/resource' },
]

/** Modules are found like this; a script beside a module of the same name wins. */
export const resolve = { extensions: ['.js', '.tsx', '.ts'] }
export const externals = [/^react/]
